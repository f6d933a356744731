using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.DevServers;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram models list|promote|rollback|import-torch</c>: the model packages on disk, and which version of each is
/// served.</summary>
public static class ModelsCommand
{
    public static Command Create() =>
        new("models", "List, promote, roll back and import model packages.")
        {
            CreateList(), CreatePromote(), CreateRollback(), ModelsImportTorchCommand.Create(),
        };

    internal static Option<string> Directory { get; } = new("--models")
    {
        Description = "Folder of the model packages.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("Models__Directory") ?? Path.Combine(Clone.Root, "models"),
        HelpName = "DIR",
    };

    private static Command CreateList()
    {
        var command = new Command("list", "List the packages with their held-out metrics.") { Directory };
        command.SetAction(parsed =>
        {
            var repository = new ModelRepository(parsed.GetRequiredValue(Directory));
            new Report(parsed).Document(ListAll(repository).ToList(), Draw);
        });
        return command;
    }

    private static Command CreatePromote()
    {
        var name = new Argument<string>("name") { Description = "Name of the model." };
        var version = new Argument<string>("version") { Description = "Version to serve." };
        var isUnchecked = new Option<bool>("--unchecked")
        {
            Description = $"Promote a package without {HeldOutSample.FileName}, as those of earlier editions are.",
        };
        var command = new Command(
            "promote", "Check a version by its held-out sample and serve it from now on; running services take it up within seconds.")
        {
            name, version, isUnchecked, Directory,
        };
        command.SetAction(parsed =>
        {
            var repository = new ModelRepository(parsed.GetRequiredValue(Directory));
            var package = repository.Open(parsed.GetRequiredValue(name), parsed.GetRequiredValue(version));
            if (!parsed.GetValue(isUnchecked))
                Check(package);
            repository.Promote(package.Manifest.Name, package.Manifest.Version);
            ReportCurrent(parsed, parsed.GetRequiredValue(name), parsed.GetRequiredValue(version));
        });
        return command;
    }

    private static Command CreateRollback()
    {
        var name = new Argument<string>("name") { Description = "Name of the model." };
        var command = new Command("rollback", "Take the last promotion back.") { name, Directory };
        command.SetAction(parsed =>
            ReportCurrent(parsed, parsed.GetRequiredValue(name),
                new ModelRepository(parsed.GetRequiredValue(Directory)).Rollback(parsed.GetRequiredValue(name))));
        return command;
    }

    private static void Check(InstalledModel package)
    {
        if (HeldOutSample.Find(package) is null)
            throw new CommandException(
                $"Model {package.Id} has no {HeldOutSample.FileName}, so nothing tells whether it computes what it was trained to. "
                + "Train it again, or promote it with --unchecked.");
        SampleCheck.Run(package, ExecutionDevice.Choose(new CheckOptions()));
    }

    private static IEnumerable<ListedModel> ListAll(ModelRepository repository)
    {
        foreach (var manifest in repository.List().Select(model => model.Manifest))
            yield return new ListedModel(manifest.Name, manifest.Version, manifest.Kind,
                repository.CurrentVersion(manifest.Name) == manifest.Version, manifest.Metrics);
        foreach (var damaged in repository.ListDamaged())
        {
            var parts = damaged.Id.Split('/');
            yield return new ListedModel(parts[0], parts[1], "", false, new Dictionary<string, double>()) { Damage = damaged.Reason };
        }
    }

    private static void ReportCurrent(ParseResult parsed, string name, string version) =>
        new Report(parsed).Document(new { name, version }, _ => Tables.Sentence($"{name}/{version} is current."));

    private static Table Draw(IEnumerable<ListedModel> models)
    {
        var table = Tables.WithColumns("Model", "Version", "Kind", "Served", "Held-out metrics");
        foreach (var model in models)
        {
            table.AddTexts(
                model.Name, model.Version, model.Kind, model.IsCurrent ? "yes" : "",
                model.Damage is { } damage ? $"damaged: {damage}" : string.Join(", ",
                    model.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}"))));
        }

        return table;
    }

    private sealed record ListedModel(string Name, string Version, string Kind, bool IsCurrent, IReadOnlyDictionary<string, double> Metrics)
    {
        /// <summary>Why the package can't be used; null when it can.</summary>
        public string? Damage { get; init; }
    }

    // Inference's default device: the CPU.
    internal sealed class CheckOptions : ExecutionDeviceOptions
    {
        protected override string Section => "Inference";
    }
}
