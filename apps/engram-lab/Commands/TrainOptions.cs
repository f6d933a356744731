using System.CommandLine;
using System.Globalization;
using Engram.ApiContracts.Trainings;
using Engram.Client;
using Engram.CommandLine;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Torch;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary>Options common to all kinds of training, and the training itself.</summary>
/// <param name="needsExperiment">Whether an experiment file is required; its name is then the default name of the package.</param>
internal sealed class TrainOptions(bool needsExperiment = true)
{
    private readonly Option<FileInfo?> _experiment =
        new("--experiment") { Description = "JSON with the differences from the defaults.", HelpName = "FILE", Required = needsExperiment };
    private readonly Option<string?> _name = new("--name")
    {
        Description = needsExperiment ? "Name of the package. Default: the experiment file's name."
            : "Name of the package, or how the names of several begin.",
        HelpName = "NAME",
    };
    private readonly Option<DirectoryInfo> _models =
        new("--out") { Description = "Folder of model packages.", DefaultValueFactory = _ => new DirectoryInfo("models"),
            HelpName = "DIR" };
    private readonly Option<DirectoryInfo?> _checkpoints = new("--checkpoints") { Description = "Folder for checkpoint, history and loss "
        + "curve. Default: .engram/training/NAME.", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the checkpoint, if there is one." };
    private readonly Option<int> _threads =
        new("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed in place of the experiment's.", HelpName = "N" };

    private readonly Option<bool> _remote = new("--remote")
    {
        Description = "Let the trainer of the running system train, on the files of the data's folder, rather than this command.",
    };

    public void AddTo(Command command)
    {
        Option[] local = [_models, _checkpoints, _resume, _threads];
        foreach (var option in (Option[])[_experiment, _name, .. local, _seed, _remote, CommonOptions.GatewayUrl])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_remote) && Array.Find(local, option => result.GetResult(option) is { Implicit: false }) is { } useless)
                result.AddError($"{useless.Name} is for training here, and --remote trains elsewhere; leave one of them out.");
        });
    }

    /// <summary>Trains, reports, and returns an exit code that says whether the model was promoted.</summary>
    /// <param name="kind">Kind of model to train.</param>
    /// <param name="data">Folder with the training data; empty when the kind gets its data elsewhere.</param>
    /// <param name="arguments">The command's options that name the data, for the manifest.</param>
    public Task<int> TrainAsync(
        ParseResult parsed, ITrainingRecipe kind, string data, string arguments, CancellationToken cancellationToken)
    {
        var package = NameOf(parsed, Path.GetFileNameWithoutExtension(parsed.GetValue(_experiment)!.Name));
        return TrainAsync(parsed, kind, (package, ReadExperiment(parsed), $"./engram-lab train {kind.Kind} --name {package}{arguments}"),
            data, cancellationToken);
    }

    /// <summary>Trains one package. The caller supplies its name, experiment and command, without the options common to all
    /// kinds.</summary>
    public async Task<int> TrainAsync(
        ParseResult parsed, ITrainingRecipe kind, (string Package, string Experiment, string Command) one, string data,
        CancellationToken cancellationToken)
    {
        // Ctrl-C and SIGTERM are handled only once the command first awaits; before that they would end it without a message.
        await Task.Yield();
        if (parsed.GetValue(_remote))
        {
            var remote = await TrainRemotelyAsync(parsed, kind, [one], data, cancellationToken);
            new Report(parsed).Document(remote[0], TrainingTable.Draw);
            return RemoteTraining.IsWell(remote[0]) ? ExitCodes.Done : ExitCodes.Failed;
        }

        ReportLibtorch();
        var trained = Execute(
            parsed, kind, one.Package, one.Experiment, data, one.Command, parsed.GetValue(_checkpoints)?.FullName, cancellationToken);
        new Report(parsed).Document(Summary(trained), _ => DrawMetrics(trained));
        return trained.IsPromoted ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Trains several packages, each with its own experiment and its own folder of checkpoints.</summary>
    /// <param name="packages">For each package its name, its experiment, and the command that trains it alone, without the options common
    /// to all kinds.</param>
    /// <param name="data">Folder with the training data.</param>
    public async Task<int> TrainAllAsync(
        ParseResult parsed, ITrainingRecipe kind, IReadOnlyList<(string Package, string Experiment, string Command)> packages, string data,
        CancellationToken cancellationToken)
    {
        await Task.Yield(); // as in TrainAsync
        if (parsed.GetValue(_remote))
        {
            var remote = await TrainRemotelyAsync(parsed, kind, packages, data, cancellationToken);
            new Report(parsed).Document(remote, TrainingTable.Draw);
            return remote.All(RemoteTraining.IsWell) ? ExitCodes.Done : ExitCodes.Failed;
        }

        ReportLibtorch();
        var checkpoints = parsed.GetValue(_checkpoints)?.FullName;
        TrainedModel[] trained =
        [
            .. packages.Select((one, number) => Execute(
                parsed, kind, one.Package, one.Experiment, data, one.Command,
                checkpoints is null ? null : Path.Combine(checkpoints, one.Package), cancellationToken,
                packages.Count == 1 ? "" : $"network {number + 1} of {packages.Count}, {one.Package}  ")),
        ];
        new Report(parsed).Document(trained.Select(Summary), _ => new Rows(trained.Select(DrawMetrics)));
        return trained.All(one => one.IsPromoted) ? ExitCodes.Done : ExitCodes.Failed;
    }

    public string NameOf(ParseResult parsed, string otherwise) => parsed.GetValue(_name) ?? otherwise;

    /// <summary>Returns the experiment with the command line's seed; an empty experiment when no file is named.</summary>
    public string ReadExperiment(ParseResult parsed)
    {
        var experiment = parsed.GetValue(_experiment);
        if (experiment is { Exists: false })
            throw new CommandException($"{experiment} does not exist.");
        var json = experiment is null ? "{}" : File.ReadAllText(experiment.FullName);
        return parsed.GetValue(_seed) is { } seed ? Experiment.With(json, "training.seed", seed) : json;
    }

    /// <summary>Starts all trainings, then waits for each to end.</summary>
    private static async Task<IReadOnlyList<TrainingResource>> TrainRemotelyAsync(
        ParseResult parsed, ITrainingRecipe kind, IReadOnlyList<(string Package, string Experiment, string Command)> packages, string data,
        CancellationToken cancellationToken)
    {
        var files = TrainingFiles.In(kind, data);
        using var gateway = GatewayClient.Open(parsed);
        var started = new List<TrainingResource>();
        foreach (var (package, experiment, _) in packages)
        {
            var request = new StartTrainingRequest { Name = package, Kind = kind.Kind, Options = RemoteTraining.OptionsOf(experiment) };
            started.Add(await gateway.StartTrainingAsync(request, files, cancellationToken));
        }

        var ended = new List<TrainingResource>();
        foreach (var training in started)
            ended.Add(await RemoteTraining.WatchAsync(gateway, training, cancellationToken));
        return ended;
    }

    private static void ReportLibtorch() => Report.Progress($"engram: training with {TorchBridge.Libtorch}.");

    private TrainedModel Execute(
        ParseResult parsed, ITrainingRecipe kind, string package, string experiment, string data, string command, string? checkpoints,
        CancellationToken cancellationToken,
        string label = "")
    {
        var threads = parsed.GetValue(_threads);
        var file = parsed.GetValue(_experiment) is { } named ? $" --experiment {Relative(named)}" : "";
        var seed = parsed.GetValue(_seed);
        command = string.Create(
            CultureInfo.InvariantCulture, $"{command}{file}{(seed is { } given ? $" --seed {given}" : "")} --threads {threads}");
        var folder = checkpoints ?? Path.Combine(".engram", "training", package);
        using var held = Hold(folder);
        var run = new TrainingRun(kind, new ModelRepository(parsed.GetRequiredValue(_models).FullName), threads);
        try
        {
            var trained = run.Execute(
                new TrainingRequest(package, experiment, data, command), folder, parsed.GetValue(_resume), new ProgressLines(label),
                cancellationToken);
            foreach (var objection in trained.Objections)
                Report.Progress($"engram: {trained.Model.Id} is not promoted: {objection}.");
            return trained;
        }
        catch (OperationCanceledException)
        {
            Report.Progress($"{(Console.IsErrorRedirected ? "" : "\n")}engram: stopped. The same command with --resume goes on after the "
                + $"last whole epoch, from the checkpoint in {folder}.");
            throw;
        }
    }

    /// <summary>Locks the folder: two trainings in one folder would overwrite each other's checkpoints.</summary>
    private static FileStream Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The checkpoints' folder {folder} can't be held: {e.Message} If another training uses it, wait "
                + "for its end or name another folder with --checkpoints.", e);
        }
    }

    internal static string Relative(FileSystemInfo path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path.FullName);

    private static object Summary(TrainedModel trained) => new
    {
        model = trained.Model.Id,
        directory = trained.Model.Directory,
        promoted = trained.IsPromoted,
        objections = trained.Objections,
        metrics = trained.Model.Manifest.Metrics,
        parity = trained.GreatestDifference,
        history = trained.History,
    };

    private static Spectre.Console.Rendering.IRenderable DrawMetrics(TrainedModel trained)
    {
        var table = Tables.WithColumns(trained.Model.Id, "held out");
        foreach (var (metric, value) in trained.Model.Manifest.Metrics)
            table.AddTexts(metric, value.ToString("F4", CultureInfo.InvariantCulture));
        return table;
    }

    /// <summary>Progress on standard error: a bar that is redrawn in a terminal, or a line every few seconds. Each epoch adds a line with
    /// the elapsed time and the remaining time, assuming that all epochs run at the same speed.</summary>
    /// <param name="label">Names the network when there are several; otherwise empty.</param>
    private sealed class ProgressLines(string label) : IProgress<TrainingProgress>
    {
        private const int BarWidth = 24;
        private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(0.2);
        private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

        private readonly bool _isTerminal = !Console.IsErrorRedirected;
        private readonly long _began = TimeProvider.System.GetTimestamp();
        private long _last;

        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
            {
                var figures = epoch.Validation.Select(metric =>
                    string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:F4}"));
                WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}epoch {epoch.Epoch}/{value.Epochs}  loss {epoch.Loss:F4}  ")
                    + $"{string.Join("  ", figures)}{(epoch.IsBest ? "  best" : "")}  {Times(epoch.Epoch, value.Epochs)}");
            }
            else if (_last == 0 || TimeProvider.System.GetElapsedTime(_last) >= (_isTerminal ? TerminalInterval : LogInterval))
                Draw(value);
            else
                return;
            _last = TimeProvider.System.GetTimestamp();
        }

        private void Draw(TrainingProgress value)
        {
            var full = BarWidth * value.Step / value.Steps;
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{label}epoch {value.Epoch}/{value.Epochs}  [{new string('=', full)}{new string(' ', BarWidth - full)}] "
                    + $"{value.Step}/{value.Steps}  loss {value.Loss:F4}  "
                    + $"{Times(value.Epoch - 1 + ((double)value.Step / value.Steps), value.Epochs)}");
            if (_isTerminal)
                Console.Error.Write($"\r{text} ");
            else
                WriteLine(text);
        }

        // The speed is known only after one epoch; until then no remaining time is shown.
        private string Times(double done, int epochs)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(_began);
            return done < 1 ? $"{elapsed:h\\:mm\\:ss}" : string.Create(
                CultureInfo.InvariantCulture, $"{elapsed:h\\:mm\\:ss}, {elapsed * ((epochs - done) / done):h\\:mm\\:ss} left");
        }

        private void WriteLine(string text) => CommandLine.Report.Progress(_isTerminal ? $"\r{text}\u001b[K" : text);
    }
}
