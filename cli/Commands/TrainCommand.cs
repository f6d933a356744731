using System.CommandLine;
using System.Globalization;
using Engram.Cli.Output;
using Engram.ModelPackage;
using Engram.Trainer.Torch;
using Engram.Trainer.Training;

namespace Engram.Cli.Commands;

/// <summary><c>engram train KIND</c>: makes a model package, and promotes it when it is good enough.</summary>
public static class TrainCommand
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var command = new Command("train", "Train a model, export it, compare it with the trained one, and promote it when it is good enough.");
        foreach (var kind in TrainableKinds.All.Names)
            command.Add(CreateKind(TrainableKinds.All.Find(kind)));
        return command;
    }

    private static Command CreateKind(ITrainable kind)
    {
        var experiment = new Option<FileInfo>("--experiment") { Description = "JSON with the differences from the defaults.", HelpName = "FILE", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the package. Default: the experiment file's name.", HelpName = "NAME" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder with the training data.", HelpName = "DIR", Required = true };
        var models = new Option<DirectoryInfo>("--out") { Description = "Folder of model packages.", DefaultValueFactory = _ => new DirectoryInfo("models"), HelpName = "DIR" };
        var checkpoints = new Option<DirectoryInfo?>("--checkpoints") { Description = "Folder for checkpoint and history. Default: .engram/training/NAME.", HelpName = "DIR" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint, if there is one." };
        var threads = new Option<int>("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var command = new Command(kind.Kind, $"Train a {kind.Kind}.") { experiment, name, data, models, checkpoints, resume, threads };
        command.SetAction((parsed, cancellationToken) =>
        {
            var file = parsed.GetRequiredValue(experiment);
            var package = parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(file.Name);
            var run = new TrainingRun(kind, new ModelRepository(parsed.GetRequiredValue(models).FullName), parsed.GetValue(threads));
            var command = string.Create(
                CultureInfo.InvariantCulture,
                $"./engram train {kind.Kind} --experiment {Relative(file)} --name {package} --data {Relative(parsed.GetRequiredValue(data))} --threads {parsed.GetValue(threads)}");
            var folder = parsed.GetValue(checkpoints)?.FullName ?? Path.Combine(".engram", "training", package);
            try
            {
                var request = new TrainingRequest(package, File.ReadAllText(file.FullName), parsed.GetRequiredValue(data).FullName, command);
                var trained = run.Execute(request, folder, parsed.GetValue(resume), new ProgressLines(), cancellationToken);
                new Report(parsed).Document(Summary(trained), _ => DrawMetrics(trained));
                foreach (var objection in trained.Objections)
                    Report.Progress($"engram: {trained.Model.Id} is not promoted: {objection}.");
                return Task.FromResult(trained.IsPromoted ? ExitCodes.Done : ExitCodes.Failed);
            }
            catch (Exception e) when (e is ExperimentException or TorchException or ParityException or ModelPackageException or InvalidDataException)
            {
                throw new CommandException(e.Message, e);
            }
        });
        return command;
    }

    private static object Summary(TrainedModel trained) => new
    {
        model = trained.Model.Id,
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

    private static string Relative(FileSystemInfo path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path.FullName);

    /// <summary>A line every few seconds and one an epoch, on standard error, while the run goes on.</summary>
    private sealed class ProgressLines : IProgress<TrainingProgress>
    {
        private long _last;

        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
                Output.Report.Progress(string.Create(
                    CultureInfo.InvariantCulture,
                    $"epoch {epoch.Epoch}/{value.Epochs}  loss {epoch.Loss:F4}  {string.Join("  ", epoch.Validation.Select(metric => $"{metric.Key} {metric.Value.ToString("F4", CultureInfo.InvariantCulture)}"))}{(epoch.IsBest ? "  best" : "")}"));
            else if (_last == 0 || TimeProvider.System.GetElapsedTime(_last) >= s_progressInterval)
                Output.Report.Progress(string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch}/{value.Epochs}  step {value.Step}/{value.Steps}  loss {value.Loss:F4}"));
            else
                return;
            _last = TimeProvider.System.GetTimestamp();
        }
    }
}
