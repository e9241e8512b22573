#:project ../src/KpiLab/KpiLab.csproj
#:property PublishAot=false

// The shortest useful program: `dotnet run app.cs` in this folder. Elsewhere the first line is `#:package KpiLab@0.1.0`.
using KpiLab;
using KpiLab.Core;
using KpiLab.Reporting;

var test = Experiment.Between("control", "checklist").On("activated", covariate: "visits_before", type: MeasureType.Proportion).On("tickets", direction: Direction.Decrease);
var analysis = await Lab.InMemory().AnalyzeAsync("../data-samples/data/onboarding_units.csv", test);
analysis.Show();
