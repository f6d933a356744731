using System.CommandLine;
using Engram.Cli.Output;
using Engram.Cli.Processes;
using Engram.CommandLine;
using Engram.Hosting;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram config check|list</c>: the settings of the services, as the services themselves know them.</summary>
public static class ConfigCommand
{
    /// <summary>The page that <c>list --markdown</c> prints.</summary>
    public const string Page = "docs/settings.md";

    public static Command Create() => new("config", "Check and list the settings of the services.") { CreateCheck(), CreateList() };

    private static Command CreateCheck()
    {
        var command = new Command("check", "Check the settings of this environment as each service does at its start.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await Task.WhenAll(ServiceProgram.All.Select(async program =>
                new ServiceFaults(program.Name, await FaultsAsync(program, cancellationToken))));
            new Report(parsed).Document(checks, DrawFaults);
            return checks.All(check => check.Faults.Count == 0) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command CreateList()
    {
        var markdown = new Option<bool>("--markdown") { Description = $"Print the page {Page}." };
        var command = new Command("list", "List every setting with its meaning, kind, default and range.") { markdown };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SettingsPage.Parse(await OutputAsync(ServiceProgram.Standalone, ServiceTask.ListSettings, cancellationToken));
            if (parsed.GetValue(markdown))
                Console.Out.Write(SettingsPage.Markdown(settings));
            else
                new Report(parsed).Document(settings, DrawSettings);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(ServiceProgram program, CancellationToken cancellationToken)
    {
        var (_, errors) = await ServiceProcess.RunTaskAsync(program, ServiceTask.CheckSettings, cancellationToken);
        return errors;
    }

    private static async Task<string> OutputAsync(ServiceProgram program, ServiceTask task, CancellationToken cancellationToken)
    {
        var (output, errors) = await ServiceProcess.RunTaskAsync(program, task, cancellationToken);
        return errors.Count == 0 ? output : throw new CommandException(string.Join(' ', errors));
    }

    private static Table DrawFaults(IReadOnlyList<ServiceFaults> checks)
    {
        var table = Tables.WithColumns("Service", "Settings");
        foreach (var check in checks)
            table.AddTexts(check.Service, check.Faults.Count == 0 ? "right" : string.Join('\n', check.Faults));
        return table;
    }

    private static Table DrawSettings(IReadOnlyList<ListedSetting> settings)
    {
        var table = Tables.WithColumns("Setting", "Kind", "Default", "Range");
        foreach (var setting in settings)
            table.AddTexts(setting.Name, setting.Type, setting.Default, setting.Range);
        return table;
    }
}

/// <summary>What is wrong with the settings of a service.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Faults">A sentence each; none when all are right.</param>
internal sealed record ServiceFaults(string Service, IReadOnlyList<string> Faults);
