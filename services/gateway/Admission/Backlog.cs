using Engram.ApiContracts;
using Engram.Gateway.DeadLetters;
using Engram.Gateway.Storage;
using Engram.Messaging.Metrics;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Admission;

/// <summary>What waits: work by its age, the outbox, and the queues of all services.</summary>
internal sealed class Backlog(
    QueueAges ages, WaitingOutbox outbox, DeadLetterCatalogue broker, IOptions<AdmissionOptions> options)
{
    public async Task<BacklogResource> ReadAsync(CancellationToken cancellationToken)
    {
        var (messages, oldest) = outbox.Of(GatewayDb.Schema) ?? default;
        var (queues, fault) = await QueuesAsync(cancellationToken);
        return new BacklogResource
        {
            Work = [.. Enum.GetValues<WorkKind>().Select(kind => new WaitingWork(
                kind.ToString().ToLowerInvariant(), ages.Of(kind).TotalSeconds, options.Value.MaxAgeOf(kind).TotalSeconds))],
            Outbox = new WaitingMessages(messages, oldest),
            Queues = queues,
            NoQueues = fault,
        };
    }

    private async Task<(IReadOnlyList<WaitingQueue> Queues, string? Fault)> QueuesAsync(CancellationToken cancellationToken)
    {
        if (!broker.AreKept)
            return ([], "The transport in memory has none to count.");
        try
        {
            var depths = await broker.CountAsync(cancellationToken);
            return ([.. depths.Select(depth => new WaitingQueue(depth.Queue, depth.Messages, depth.Consumers))], null);
        }
        catch (ProblemException e)
        {
            return ([], e.Problem.Detail);
        }
    }
}
