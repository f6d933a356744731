using System.CommandLine;
using Engram.CommandLine;
using Engram.DevServers;

namespace Engram.Cli.Processes;

/// <summary>The broker selected by a command line.</summary>
public static class BrokerOption
{
    /// <summary>URI of the broker; null: <see cref="Named"/> finds one. Default null.</summary>
    public static Option<Uri?> Address { get; } = new("--broker")
    {
        Description = "URI of the broker, amqp://user:password@host:5672/. Default: the environment's ConnectionStrings__RabbitMq, or "
            + "the broker of 'engram up' on the data in --data.",
        CustomParser = result => CommonOptions.ParseUri(result, result.Tokens[0].Value, "amqp", "amqps"),
        HelpName = "URI",
    };

    /// <summary>Returns the broker selected by a command line.</summary>
    /// <exception cref="CommandException">No broker is named, and none was started on the data folder.</exception>
    public static Uri Named(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (parsed.GetValue(Address) is { } named)
            return named;
        if (Environment.GetEnvironmentVariable("ConnectionStrings__RabbitMq") is { } known)
            return new Uri(known);
        var file = PrivateRabbitMq.UriFileIn(SystemOptions.BrokerDirectoryIn(parsed.GetRequiredValue(CommonOptions.DataDirectory)));
        return File.Exists(file)
            ? new Uri(File.ReadAllText(file))
            : throw new CommandException(
                $"No broker is named, and {file} is not there or may not be read: no system of yours has run there with "
                + "--transport rabbitmq. Name the broker with --broker or ConnectionStrings__RabbitMq, or the system's data with --data.");
    }
}
