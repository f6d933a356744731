using System.Text.Json;
using Engram.ApiContracts.Trainings;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>Watches a training of the system's trainer through the gateway.</summary>
public static class RemoteTraining
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    /// <summary>Parses an experiment as the options of a training.</summary>
    /// <exception cref="CommandException">The experiment is not JSON.</exception>
    public static JsonElement OptionsOf(string experiment)
    {
        try
        {
            return JsonElement.Parse(experiment, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new CommandException($"The experiment can't be read: {e.Message}", e);
        }
    }

    /// <summary>Reports progress until the training ends, and then why it failed or was not promoted.</summary>
    public static async Task<TrainingResource> WatchAsync(
        GatewayClient gateway, TrainingResource training, CancellationToken cancellationToken)
    {
        var patience = new Patience(LongestAbsence);
        var told = "";
        while (training.FinishedAt is null)
        {
            if (TrainingTable.Line(training) is var line && line != told)
                Report.Progress(told = line);
            await Task.Delay(Interval, cancellationToken);
            await patience.PersistAsync(
                async () => training = await gateway.GetTrainingAsync($"{training.Id}", cancellationToken), cancellationToken);
        }

        if (training.Error is { } error)
            Report.Progress($"engram: {error}");
        foreach (var objection in training.Objections)
            Report.Progress($"engram: {training.Model} is not promoted: {objection}.");
        return training;
    }

    /// <summary>Whether the training produced the requested result.</summary>
    public static bool IsWell(TrainingResource training) =>
        training.State == TrainingState.Done && (training.Promoted || !training.Promote);
}
