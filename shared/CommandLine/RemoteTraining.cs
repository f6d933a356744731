using System.Text.Json;
using Engram.ApiContracts.Trainings;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>A training that the system's trainer does, asked for and watched over the gateway.</summary>
public static class RemoteTraining
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    /// <summary>Reads an experiment as the options of a training.</summary>
    /// <exception cref="CommandException">It is not JSON.</exception>
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

    /// <summary>Tells how far a training is until it ends, and why it failed if it does.</summary>
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

    /// <summary>Whether the training made what was asked for.</summary>
    public static bool IsWell(TrainingResource training) =>
        training.State == TrainingState.Done && (training.Promoted || !training.Promote);
}
