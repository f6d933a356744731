using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Engram.Cli.Output;

/// <summary>A setting as a service lists it.</summary>
/// <param name="Name">Name of the environment variable.</param>
/// <param name="Meaning">What it does, with its unit and default.</param>
/// <param name="Type">Kind of value.</param>
/// <param name="Default">Value when it is not set; empty when there is none.</param>
/// <param name="Range">Values that are allowed; empty: all of the kind.</param>
internal sealed record ListedSetting(string Name, string Meaning, string Type, string Default, string Range);

/// <summary>The reference of all settings.</summary>
internal static partial class SettingsPage
{
    private const string Head =
        """
        # Settings

        Every setting of every service, by the name of its environment variable. Made by `./engram config list --markdown`; a test checks
        that it is current. N stands for 0, 1, 2 and so on, NAME for a name of your own. In `appsettings.json` a setting stands in its section:
        `{"Section": {"Name": value}}`. Times are `hours:minutes:seconds`, with days in front as `7.00:00:00`.

        A service reads only the sections of its own parts. It refuses to start with a setting in them that it does not know, and names the
        nearest that it does; `./engram config check` tries this for all services. A secret can be read from a file: `NAME__File` holds the
        file's path instead. Settings of .NET work too, for example `Logging__LogLevel__Default=Warning`,
        `Logging__Console__FormatterName=json` and `DOTNET_SHUTDOWNTIMEOUTSECONDS=60`, and those of OpenTelemetry:
        `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`, `OTEL_RESOURCE_ATTRIBUTES`.

        """;

    private const string Columns = "| setting | meaning | kind | default | range |\n|---|---|---|---|---|\n";

    public static IReadOnlyList<ListedSetting> Parse(string json) =>
        JsonSerializer.Deserialize<List<ListedSetting>>(json, JsonSerializerOptions.Web)!;

    public static string Markdown(IEnumerable<ListedSetting> settings)
    {
        var page = new StringBuilder(Head);
        foreach (var section in settings.GroupBy(setting => setting.Name.Split("__")[0]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n{Columns}");
            foreach (var setting in section)
                page.AppendJoin(" | ", "| `" + setting.Name + "`", Cell(Without(setting.Meaning)), setting.Type,
                    Code(setting.Default), Cell(setting.Range)).Append(" |\n");
        }

        return page.ToString();
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    // The default has a column of its own.
    private static string Without(string meaning) => DefaultSentence().Replace(meaning, "").Trim();

    [GeneratedRegex(@"\s*Default:? [\d.,]+( ?(s|ms|minutes?|hours?|days?|MiB|KiB|GiB|MB))?\.$")]
    private static partial Regex DefaultSentence();
}
