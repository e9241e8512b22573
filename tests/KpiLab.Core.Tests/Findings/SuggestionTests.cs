namespace KpiLab.Core.Tests;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("x", "y")]
    [InlineData("x", "xy")]
    [InlineData("xy", "x")]
    public void Names_of_one_letter_are_not_slips_of_each_other(string word, string candidate) => Assert.Null(Suggestion.Closest(word, [candidate]));

    [Theory]
    [InlineData("X", "x")]
    [InlineData("idd", "id")]
    [InlineData("reveneu", "revenue")]
    public void A_slip_in_a_longer_name_or_in_the_case_of_a_letter_is_found(string word, string candidate) => Assert.Equal(candidate, Suggestion.Closest(word, [candidate]));
}
