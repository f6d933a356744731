using System.Globalization;
using Engram.ApiContracts.Trainings;
using Spectre.Console;

namespace Engram.CommandLine;

/// <summary>Trainings as a table or a line, with progress or result.</summary>
public static class TrainingTable
{
    public static Table Draw(TrainingResource training) => Draw([training]);

    public static Table Draw(IEnumerable<TrainingResource> trainings)
    {
        var table = Tables.WithColumns("Training", "State", "Progress", "Model", "Metrics");
        foreach (var training in trainings)
        {
            var subject = $"{training.Id}\n{training.Name} ({training.Kind})";
            table.AddTexts(subject, StateOf(training), Progress(training), ModelOf(training), Metrics(training.Metrics));
        }

        return table;
    }

    /// <summary>The training as one line.</summary>
    public static string Line(TrainingResource training)
    {
        string[] parts = [$"{training.Id}", training.Name, training.Kind, StateOf(training), Progress(training), ModelOf(training)];
        return string.Join('\t', parts).TrimEnd('\t').Replace('\n', ' ');
    }

    private static string StateOf(TrainingResource training) =>
        training is { State: TrainingState.Running, CancelRequestedAt: not null }
            ? "running, to be cancelled" : training.State.ToString().ToLowerInvariant();

    private static string Progress(TrainingResource training) => training.Progress switch
    {
        null => "",
        { Epochs: 0 } => "reads its data",
        var progress => $"{Place(progress)}\n{Metrics(progress.Metrics)}".TrimEnd(),
    };

    private static string Place(ReportedProgress progress)
    {
        var loss = progress.Loss is { } known ? string.Create(CultureInfo.InvariantCulture, $", loss {known:F4}") : "";
        return $"epoch {progress.Epoch}/{progress.Epochs}, step {progress.Step}/{progress.Steps}{loss}";
    }

    private static string ModelOf(TrainingResource training) => training switch
    {
        { Error: { } error } => error,
        { Model: null } => "",
        { Promoted: true } => $"{training.Model}, promoted",
        _ => $"{training.Model}, not promoted: {string.Join("; ", training.Objections)}",
    };

    private static string Metrics(IReadOnlyDictionary<string, double> metrics) =>
        string.Join('\n', metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:F4}")));
}
