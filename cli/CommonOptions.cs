using System.CommandLine;
using System.CommandLine.Parsing;
using Engram.Cli.Processes;
using Engram.PrivateServers;
using Engram.Standalone;

namespace Engram.Cli;

/// <summary>Options that mean the same wherever they appear.</summary>
public static class CommonOptions
{
    private const int DefaultPatienceSeconds = 60;

    /// <summary>Standard output holds one JSON document, or one JSON object a line, and nothing else.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON (one document, or one object a line) instead of tables.", Recursive = true };

    /// <summary>Goes on in a file where a run of the same command was cut short.</summary>
    public static Option<bool> Resume { get; } = new("--resume") { Description = "Go on where a run of this file was cut short." };

    /// <summary>How long a file is sent on while the gateway is away.</summary>
    public static Option<int> PatienceSeconds { get; } = new("--patience")
    {
        Description = "Seconds to try again while the gateway is away.",
        DefaultValueFactory = _ => DefaultPatienceSeconds,
        HelpName = "SECONDS",
    };

    /// <summary>Where the gateway listens.</summary>
    public static Option<Uri> GatewayUrl { get; } = new("--url")
    {
        Description = "Address of the gateway.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result => ParseUri(result, "http", "https"),
        HelpName = "URL",
    };

    /// <summary>Where a system that <c>engram up</c> started keeps its data.</summary>
    public static Option<string> DataDirectory { get; } = new("--data")
    {
        Description = "Folder of what the system's own servers keep from run to run.",
        DefaultValueFactory = _ => Clone.DataDirectory,
        HelpName = "DIR",
    };

    /// <summary>URI of the broker; null: <see cref="BrokerOf"/> finds it.</summary>
    public static Option<Uri?> BrokerUri { get; } = new("--broker")
    {
        Description = "URI of the broker, amqp://user:password@host:5672/. Default: the environment's ConnectionStrings__RabbitMq, or "
            + "the broker of 'engram up' on the data in --data.",
        CustomParser = result => ParseUri(result, "amqp", "amqps"),
        HelpName = "URI",
    };

    /// <summary>The broker that a command line means.</summary>
    /// <exception cref="CommandException">It names none, and none was started on the data.</exception>
    public static Uri BrokerOf(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (parsed.GetValue(BrokerUri) is { } named)
            return named;
        if (Environment.GetEnvironmentVariable("ConnectionStrings__RabbitMq") is { } known)
            return new Uri(known);
        var file = PrivateRabbitMq.UriFileIn(SystemOptions.BrokerDirectoryIn(parsed.GetRequiredValue(DataDirectory)));
        return File.Exists(file)
            ? new Uri(File.ReadAllText(file))
            : throw new CommandException(
                $"No broker is named, and {file} is not there or may not be read: no system of yours has run there with "
                + "--transport rabbitmq. Name the broker with --broker or ConnectionStrings__RabbitMq, or the system's data with --data.");
    }

    private static Uri? ParseUri(ArgumentResult result, params string[] schemes)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme))
            return uri;
        result.AddError($"'{text}' is no address; expected {string.Join(" or ", schemes.Select(scheme => scheme + "://host:port/"))}.");
        return null;
    }
}
