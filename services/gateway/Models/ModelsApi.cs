using Engram.ApiContracts;
using Engram.ApiContracts.Models;
using Engram.Gateway.Http;

namespace Engram.Gateway.Models;

/// <summary>HTTP endpoints of models: what is served, what there is, and what is to be served.</summary>
internal static class ModelsApi
{
    private const string Path = "/v1/models";
    private const string Json = "application/json";
    private const int MaxBodyBytes = 16 << 10;

    public static void MapModels(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, async (ModelCatalogue models, CancellationToken cancellationToken) =>
                TypedResults.Json(await models.ListAsync(cancellationToken), ApiJson.Options))
            .WithSummary("List the models that are served, by instance").Produces<ModelList>();
        api.MapGet(Path + "/packages", async (ModelPromotions models, CancellationToken cancellationToken) =>
                TypedResults.Json(await models.ListAsync(cancellationToken), ApiJson.Options))
            .WithSummary("List the versions in the model repository, with the ones to serve")
            .Produces<ModelPackageList>().ProducesProblem(503);
    }

    /// <summary>Maps what changes the models that are served.</summary>
    public static void MapPromotions(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path + "/{name}/promote", PromoteAsync)
            .WithSummary("Serve a version from now on")
            .WithDescription("Its networks must first reproduce its held-out sample. Inference takes it up within seconds.")
            .Accepts<PromotionRequest>(Json)
            .Produces<CurrentModel>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapPost(Path + "/{name}/rollback", RollBackAsync)
            .WithSummary("Take the last promotion of a model back")
            .Accepts<RollbackRequest>(Json)
            .Produces<CurrentModel>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
    }

    private static async Task<IResult> PromoteAsync(
        HttpContext context, string name, ModelPromotions models, CancellationToken cancellationToken)
    {
        var request = await ReadAsync<PromotionRequest>(context, cancellationToken);
        return TypedResults.Json(
            await models.PromoteAsync(name, request.Version, request.Reason, cancellationToken), ApiJson.Options);
    }

    private static async Task<IResult> RollBackAsync(
        HttpContext context, string name, ModelPromotions models, CancellationToken cancellationToken)
    {
        var request = await ReadAsync<RollbackRequest>(context, cancellationToken);
        return TypedResults.Json(
            await models.PromoteAsync(name, version: null, request.Reason, cancellationToken), ApiJson.Options);
    }

    private static Task<T> ReadAsync<T>(HttpContext context, CancellationToken cancellationToken)
    {
        MediaTypes.Require(context.Request, Json);
        return context.Request.ReadJsonAsync<T>(MaxBodyBytes, cancellationToken);
    }
}
