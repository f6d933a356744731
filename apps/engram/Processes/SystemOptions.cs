using Engram.DevServers;
using Engram.Messaging.Bus;

namespace Engram.Cli.Processes;

/// <summary>How to run the system.</summary>
/// <param name="Transport">In memory: all services in one process. RabbitMQ: a process for each.</param>
/// <param name="GatewayUrl">Where the gateway listens.</param>
/// <param name="Temporary">Start empty, and keep nothing.</param>
internal sealed record SystemOptions(MessagingTransport Transport, Uri GatewayUrl, bool Temporary)
{
    /// <summary>Folder of what private servers keep from run to run.</summary>
    public string DataDirectory { get; init; } = Clone.DataDirectory;

    /// <summary>Where the private broker keeps its queues.</summary>
    public string BrokerDirectory => BrokerDirectoryIn(DataDirectory);

    /// <summary>Where the private broker of a system keeps its queues.</summary>
    public static string BrokerDirectoryIn(string dataDirectory) => Path.Combine(dataDirectory, "rabbitmq");

    /// <summary>How much of the log of each service and server is kept.</summary>
    public LogLimits Logs { get; init; } = new();

    /// <summary>Memory set whose tagged posts vote for the keyphrases of new ones; null: what the environment says.</summary>
    public string? NeighbourSet { get; init; }
}
