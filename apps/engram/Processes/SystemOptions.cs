using Engram.DevServers;
using Engram.Messaging.Bus;

namespace Engram.Cli.Processes;

/// <summary>How to run the system.</summary>
/// <param name="Transport">In memory: all services in one process. RabbitMQ: one process per service.</param>
/// <param name="GatewayUrl">Address on which the gateway listens.</param>
/// <param name="Temporary">Whether to start empty and keep nothing.</param>
internal sealed record SystemOptions(MessagingTransport Transport, Uri GatewayUrl, bool Temporary)
{
    /// <summary>Data folder of the private servers. Default <see cref="Clone.DataDirectory"/>.</summary>
    public string DataDirectory { get; init; } = Clone.DataDirectory;

    /// <summary>Folder in which the private broker stores its queues.</summary>
    public string BrokerDirectory => BrokerDirectoryIn(DataDirectory);

    /// <summary>Folder in which the private broker of a system stores its queues.</summary>
    public static string BrokerDirectoryIn(string dataDirectory) => Path.Combine(dataDirectory, "rabbitmq");

    /// <summary>Processes of each service by its name; 1 of a service that is not named. Only over RabbitMQ. Default empty.</summary>
    public IReadOnlyDictionary<string, int> Replicas { get; init; } = new Dictionary<string, int>();

    public int ReplicasOf(string service) => Replicas.GetValueOrDefault(service, 1);

    /// <summary>How much to keep of each log. Default: five files of 16 MiB.</summary>
    public LogLimits Logs { get; init; } = new();

    /// <summary>Memory set whose tagged posts vote for the keyphrases of new ones; null: as set in the environment. Default null.</summary>
    public string? NeighbourSet { get; init; }
}
