#:project ../src/KpiLab/KpiLab.csproj
#:property PublishAot=false

// The shortest useful program: `dotnet run app.cs` in this folder. Elsewhere `#:package KpiLab@0.1.0` takes the place of the first line, once NuGet knows where the packages are (docs/packages.md).
using KpiLab;
using KpiLab.Core;
using KpiLab.Reporting;

var test = Experiment.Between("control", "checklist").On("activated", covariate: "visits_before", type: MeasureType.Proportion).On("tickets", direction: Direction.Decrease);
var analysis = await Lab.InMemory().AnalyzeAsync("../data-samples/data/onboarding_units.csv", test);
analysis.Show();
