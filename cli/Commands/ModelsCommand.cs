using System.CommandLine;
using System.Globalization;
using Engram.Cli.Output;
using Engram.ModelPackage;
using Engram.Standalone;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram models list|promote|rollback</c>: the model packages on disk and which of them is served.</summary>
public static class ModelsCommand
{
    public static Command Create() => new("models", "List, promote, roll back and convert model packages.") { CreateList(), CreatePromote(), CreateRollback(), ModelsImportTfJsCommand.Create() };

    private static Option<string> Directory { get; } = new("--models")
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
            var models = repository.List().Select(model => new ListedModel(
                model.Manifest.Name, model.Manifest.Version, model.Manifest.Kind,
                repository.CurrentVersion(model.Manifest.Name) == model.Manifest.Version, model.Manifest.Metrics)).ToList();
            new Report(parsed).Document(models, Draw);
        });
        return command;
    }

    private static Command CreatePromote()
    {
        var name = new Argument<string>("name") { Description = "Name of the model." };
        var version = new Argument<string>("version") { Description = "Version to serve." };
        var command = new Command("promote", "Serve this version from now on; running services take it up within seconds.") { name, version, Directory };
        command.SetAction(parsed =>
        {
            new ModelRepository(parsed.GetRequiredValue(Directory)).Promote(parsed.GetRequiredValue(name), parsed.GetRequiredValue(version));
            ReportCurrent(parsed, parsed.GetRequiredValue(name), parsed.GetRequiredValue(version));
        });
        return command;
    }

    private static Command CreateRollback()
    {
        var name = new Argument<string>("name") { Description = "Name of the model." };
        var command = new Command("rollback", "Take the last promotion back.") { name, Directory };
        command.SetAction(parsed =>
            ReportCurrent(parsed, parsed.GetRequiredValue(name), new ModelRepository(parsed.GetRequiredValue(Directory)).Rollback(parsed.GetRequiredValue(name))));
        return command;
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
                string.Join(", ", model.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}"))));
        }

        return table;
    }

    private sealed record ListedModel(string Name, string Version, string Kind, bool IsCurrent, IReadOnlyDictionary<string, double> Metrics);
}
