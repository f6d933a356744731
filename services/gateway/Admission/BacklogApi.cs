using Engram.ApiContracts;

namespace Engram.Gateway.Admission;

/// <summary>HTTP endpoint of what waits.</summary>
internal static class BacklogApi
{
    public static void MapBacklog(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/backlog", async (Backlog backlog, CancellationToken cancellationToken) =>
                TypedResults.Json(await backlog.ReadAsync(cancellationToken), ApiJson.Options))
            .WithSummary("Get what waits: work by its age, the outbox, and the queues of all services").Produces<BacklogResource>();
}
