using Engram.ApiContracts;

namespace Engram.Gateway.Models;

/// <summary>HTTP endpoint of the served models.</summary>
internal static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/models", async (ModelCatalogue models, CancellationToken cancellationToken) =>
                TypedResults.Json(await models.ListAsync(cancellationToken), ApiJson.Options))
            .WithSummary("List the models that are served, by instance").Produces<ModelList>();
}
