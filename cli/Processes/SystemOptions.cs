using Engram.ServiceDefaults;

namespace Engram.Cli.Processes;

/// <summary>How to run the system.</summary>
/// <param name="Transport">In memory: all services in one process. RabbitMQ: a process for each.</param>
/// <param name="GatewayUrl">Where the gateway listens.</param>
/// <param name="Temporary">Start empty, and keep nothing.</param>
internal sealed record SystemOptions(MessagingTransport Transport, Uri GatewayUrl, bool Temporary)
{
    /// <summary>Memory set whose tagged posts vote for the keyphrases of new ones; null: what the environment says.</summary>
    public string? NeighbourSet { get; init; }
}
