using System.CommandLine;
using Engram.ApiContracts.Trainings;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram trainings start|list|show|cancel</c>: trainings on the system's trainer.</summary>
public static class TrainingsCommand
{
    private const int ShownByDefault = 50;
    private const int MostShown = 1_000_000;

    public static Command Create() =>
        new("trainings", "Start, list, show and cancel trainings of the running system.")
        {
            CreateStart(), CreateList(), CreateShow(), CreateCancel(),
        };

    private static Command CreateStart()
    {
        var kind = new Argument<string>("kind") { Description = "What to train, for example kv-memnn or memn2n." };
        var name = new Option<string>("--name") { Description = "Name of the model package.", HelpName = "NAME", Required = true };
        var experiment = new Option<FileInfo?>("--experiment")
        {
            Description = "JSON with the differences from the defaults. Default: none.",
            HelpName = "FILE",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Data set to learn from: a folder in the trainer's Trainer__DataFolder. Default: the one it has for the kind.",
            HelpName = "NAME",
        };
        var files = new Option<FileInfo[]>("--files")
        {
            Description = "Files to send and learn from.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var unpromoted = new Option<bool>("--no-promote") { Description = "Leave the model unpromoted, however good it is." };
        var wait = WaitOption();
        var command = new Command("start", "Start a training. It goes on when this command ends.")
        {
            kind, name, experiment, data, files, unpromoted, wait, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new StartTrainingRequest
            {
                Name = parsed.GetRequiredValue(name),
                Kind = parsed.GetRequiredValue(kind),
                Data = parsed.GetValue(data),
                Options = parsed.GetValue(experiment) is { } file ? RemoteTraining.OptionsOf(File.ReadAllText(file.FullName)) : null,
                Promote = !parsed.GetValue(unpromoted),
            };
            using var gateway = GatewayClient.Open(parsed);
            var started = await gateway.StartTrainingAsync(request, parsed.GetValue(files) ?? [], cancellationToken);
            return started.FinishedAt is null && !parsed.GetValue(wait)
                ? Show(parsed, started)
                : await ShowEndAsync(parsed, gateway, started, cancellationToken);
        });
        return command;
    }

    private static Command CreateList()
    {
        var name = new Option<string?>("--name") { Description = "Only trainings of this model package.", HelpName = "NAME" };
        var state = new Option<TrainingState?>("--state")
        {
            Description = "Only trainings in this state: queued, running, done, failed or cancelled.",
            HelpName = "STATE",
        };
        var count = new Option<int>("--count")
        {
            Description = "Most trainings to show.",
            DefaultValueFactory = _ => ShownByDefault,
            HelpName = "N",
        };
        var command = new Command("list", "List trainings, newest first.")
        {
            name, state, count.Between(1, MostShown), CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>
            {
                ["name"] = parsed.GetValue(name),
                ["state"] = parsed.GetValue(state)?.ToString(),
            };
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            await foreach (var training in gateway.ListTrainingsAsync(filters, cancellationToken).Take(parsed.GetValue(count)))
                report.Line(training, TrainingTable.Line);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var id = IdArgument();
        var wait = WaitOption();
        var command = new Command("show", "Show how far a training is, or what it made.") { id, wait, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var training = await gateway.GetTrainingAsync(parsed.GetRequiredValue(id), cancellationToken);
            return parsed.GetValue(wait) ? await ShowEndAsync(parsed, gateway, training, cancellationToken) : Show(parsed, training);
        });
        return command;
    }

    private static Command CreateCancel()
    {
        var id = IdArgument();
        var command = new Command("cancel", "Cancel a training that is not finished. One that runs stops at its next step.")
        {
            id, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var training = await gateway.GetTrainingAsync(parsed.GetRequiredValue(id), cancellationToken);
            // Cancelling a finished training would delete it in the gateway.
            var cancelled = training.FinishedAt is null ? await gateway.CancelTrainingAsync($"{training.Id}", cancellationToken) : null;
            return cancelled is null
                ? throw new CommandException($"Training {training.Id} is finished already: there is nothing to cancel.")
                : Show(parsed, cancelled);
        });
        return command;
    }

    /// <summary>Waits for a training to end, prints it, and returns an exit code that says whether it produced the requested
    /// result.</summary>
    private static async Task<int> ShowEndAsync(
        ParseResult parsed, GatewayClient gateway, TrainingResource training, CancellationToken cancellationToken)
    {
        var ended = await RemoteTraining.WatchAsync(gateway, training, cancellationToken);
        Show(parsed, ended);
        return RemoteTraining.IsWell(ended) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Show(ParseResult parsed, TrainingResource training)
    {
        new Report(parsed).Document(training, TrainingTable.Draw);
        return ExitCodes.Done;
    }

    private static Option<bool> WaitOption() =>
        new("--wait") { Description = "Wait for its end and tell how far it is; Ctrl-C ends the waiting, not the training." };

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the training." };
}
