using System.CommandLine;
using System.CommandLine.Parsing;
using Engram.DevServers;

namespace Engram.CommandLine;

/// <summary>Options with the same meaning in every command.</summary>
public static class CommonOptions
{
    private const int DefaultPatienceSeconds = 60;
    private const string UrlVariable = "ENGRAM_URL";

    /// <summary>Standard output holds one JSON document, or one JSON object per line, and nothing else.</summary>
    public static Option<bool> Json { get; } =
        new("--json") { Description = "Print JSON (one document, or one object a line) instead of tables.", Recursive = true };

    /// <summary>Continues with a file where an earlier run of the same command was interrupted.</summary>
    public static Option<bool> Resume { get; } = new("--resume") { Description = "Go on where a run of this file was cut short." };

    /// <summary>How long to retry while the gateway is unavailable. Default 60 s.</summary>
    public static Option<int> PatienceSeconds { get; } = new("--patience")
    {
        Description = "Seconds to try again while the gateway is away.",
        DefaultValueFactory = _ => DefaultPatienceSeconds,
        HelpName = "SECONDS",
    };

    /// <summary>Address of the gateway. Default: that of the environment variable ENGRAM_URL, or else http://127.0.0.1:8080.</summary>
    public static Option<Uri> GatewayUrl { get; } = new("--url")
    {
        Description = "Address of the gateway; ENGRAM_URL sets it for all commands.",
        DefaultValueFactory = result => Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } url
            ? ParseUri(result, url, "http", "https")! : new Uri("http://127.0.0.1:8080"),
        CustomParser = result => ParseUri(result, result.Tokens[0].Value, "http", "https"),
        HelpName = "URL",
    };

    /// <summary>Data folder of a system started by <c>engram up</c>. Default <see cref="Clone.DataDirectory"/>.</summary>
    public static Option<string> DataDirectory { get; } = new("--data")
    {
        Description = "Folder of what the system's own servers keep from run to run.",
        DefaultValueFactory = _ => Clone.DataDirectory,
        HelpName = "DIR",
    };

    public static Uri? ParseUri(ArgumentResult result, string text, params string[] schemes)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme))
            return uri;
        result.AddError($"'{text}' is no address; expected {string.Join(" or ", schemes.Select(scheme => scheme + "://host:port/"))}.");
        return null;
    }
}
