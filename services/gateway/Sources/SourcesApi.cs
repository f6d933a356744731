using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.Sources;

/// <summary>HTTP endpoints of live streams.</summary>
internal static class SourcesApi
{
    private const string Path = "/v1/sources";
    private const int MaxDefinitionBytes = 4 << 20;

    public static void MapSources(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, ListAsync).WithSummary("List the live streams that are followed").Produces<SourceList>();
        api.MapGet(Path + "/{name}", GetAsync)
            .WithSummary("Get how far a live stream is followed").Produces<SourceResource>().ProducesProblem(404);
        api.MapPut(Path + "/{name}", PutAsync)
            .WithSummary("Follow a live stream")
            .WithDescription(
                "The same again changes nothing; one that was stopped or refused goes on where it was left. Its address must be public "
                + "(Gateway:AllowPrivateSources).")
            .Accepts<SourceDefinition>("application/json")
            .Produces<SourceResource>().Produces<SourceResource>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
        api.MapDelete(Path + "/{name}", DeleteAsync)
            .WithSummary("Stop following a live stream")
            .WithDescription("Its posts stay, and where it was left is kept.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(SourceCatalogue sources, CancellationToken cancellationToken) =>
        TypedResults.Json(await sources.ListAsync(cancellationToken), ApiJson.Options);

    private static async Task<IResult> GetAsync(string name, SourceCatalogue sources, CancellationToken cancellationToken) =>
        TypedResults.Json(await sources.GetAsync(name, cancellationToken), ApiJson.Options);

    private static async Task<IResult> PutAsync(
        HttpContext context, string name, SourceCatalogue sources, CancellationToken cancellationToken)
    {
        var definition = await context.Request.ReadJsonAsync<SourceDefinition>(MaxDefinitionBytes, cancellationToken);
        var isNew = await sources.FollowAsync(name, definition, cancellationToken);
        context.Response.Headers.Location = $"{Path}/{name}";
        var status = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return TypedResults.Json(await sources.GetAsync(name, cancellationToken), ApiJson.Options, statusCode: status);
    }

    private static async Task<IResult> DeleteAsync(
        string name,
        SourceCatalogue sources,
        CancellationToken cancellationToken,
        [FromQuery, Description("Whether to forget where it was left, and what was counted, too.")] bool forget = false)
    {
        await sources.StopAsync(name, forget, cancellationToken);
        return TypedResults.NoContent();
    }
}
