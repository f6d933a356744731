using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>HTTP endpoints of memory sets.</summary>
internal static class MemoriesApi
{
    public const string Path = "/v1/memories";

    private const string Json = "application/json";
    private const int MaxOptionsBytes = 4096;

    private const string ReplaceDescription =
        "Whether the facts of a subject and relation that the lines name, and the documents of a title, "
        + "take the place of what the set holds of them. Default false.";

    public static void MapMemories(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, ListAsync).WithSummary("List memory sets").Produces<MemorySetList>();
        api.MapGet(Path + "/{set}", GetAsync).WithSummary("Get a memory set's size and what is on its way into it")
            .Produces<MemorySetResource>().ProducesProblem(404);
        api.MapPut(Path + "/{set}", PutAsync)
            .WithSummary("Make a memory set")
            .WithDescription("The same again changes nothing. The body may be left out; then the options are the defaults.")
            .Accepts<MemorySetOptions>(isOptional: true, Json)
            .Produces<MemorySetResource>().Produces<MemorySetResource>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
        api.MapDelete(Path + "/{set}", DeleteAsync).WithSummary("Delete a memory set and all it holds")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
        MapImport<TripleLine>(api, "triples", MemoryFormat.Triples, "Import facts: a line each, subject, relation and object");
        MapImport<DocumentLine>(api, "documents", MemoryFormat.Documents, "Import documents: a line each, title and text");
        MapImport<TaggedPostLine>(
            api, "posts", MemoryFormat.Posts, "Import tagged posts: a line each, text, words of the picture, and keyphrases");
        api.MapGet(Path + "/{set}/imports/{id}", ProgressAsync)
            .WithSummary("Get how far an import, a correction or a withdrawal is").Produces<ImportProgress>().ProducesProblem(404);
    }

    private static void MapImport<TLine>(IEndpointRouteBuilder api, string name, MemoryFormat format, string summary)
        where TLine : notnull =>
        api.MapPost(
                $"{Path}/{{set}}/{name}",
                (HttpContext context, string set, MemoryCatalogue memories, KeyedImport import, ResultWatch results,
                    IOptions<GatewayOptions> options, CancellationToken cancellationToken,
                    [FromQuery, Description(ReplaceDescription)] string? replace = null,
                    [FromHeader(Name = IdempotencyKeys.Header), Description(IdempotencyKeys.Description)] string? idempotencyKey = null) =>
                    ImportAsync(
                        context, set, format, Query.Flag(nameof(replace), replace), memories, import, idempotencyKey, results,
                        options.Value, cancellationToken))
            .WithSummary(summary)
            .WithDescription("Good lines go on and bad ones are told. The same lines again add nothing.")
            .Accepts<TLine>(Ndjson.MediaType)
            .Produces<ImportResult>().Produces<ImportResult>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> ListAsync(MemoryCatalogue memories, CancellationToken cancellationToken) =>
        TypedResults.Json(await memories.ListAsync(cancellationToken), ApiJson.Options);

    private static async Task<IResult> GetAsync(string set, MemoryCatalogue memories, CancellationToken cancellationToken) =>
        TypedResults.Json(await memories.DescribeAsync(set, cancellationToken), ApiJson.Options);

    private static async Task<IResult> PutAsync(
        HttpContext context, string set, MemoryCatalogue memories, CancellationToken cancellationToken)
    {
        var wanted = context.Request.ContentLength is 0 or null && context.Request.ContentType is null
            ? new MemorySetOptions()
            : await context.Request.ReadJsonAsync<MemorySetOptions>(MaxOptionsBytes, cancellationToken);
        var isNew = await memories.MakeAsync(set, wanted, cancellationToken);
        context.Response.Headers.Location = $"{Path}/{set}";
        return TypedResults.Json(
            await memories.DescribeAsync(set, cancellationToken), ApiJson.Options, statusCode: isNew ? StatusCodes.Status201Created
                : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DeleteAsync(string set, MemoryCatalogue memories, CancellationToken cancellationToken)
    {
        await memories.DeleteAsync(set, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ImportAsync(
        HttpContext context, string name, MemoryFormat format, bool replace, MemoryCatalogue memories, KeyedImport import,
        string? idempotencyKey,
        ResultWatch results, GatewayOptions options, CancellationToken cancellationToken)
    {
        MediaTypes.Require(context.Request, Ndjson.MediaType);
        context.Request.AllowStream();
        var wait = Preference.WaitOf(context, options.MaxWait);
        var set = await memories.GetAsync(name, cancellationToken);
        if (replace && format == MemoryFormat.Posts)
            throw new ProblemException(Problems.InvalidQuery(nameof(replace), "is not for posts: a post is a memory of its own"));
        var target = new ImportTarget(set, format, replace ? ImportChange.Replace : ImportChange.Add);
        var imported = await import.ReadAsync(target, context.Request, idempotencyKey, cancellationToken);
        return await AnswerAsync(context, set, imported, memories, results, wait, cancellationToken);
    }

    /// <summary>Answers with the progress of an import, once it is finished or the wait is over.</summary>
    public static async Task<IResult> AnswerAsync(
        HttpContext context, MemorySet set, ImportResult imported, MemoryCatalogue memories, ResultWatch results, TimeSpan wait,
        CancellationToken cancellationToken)
    {
        var progress = await results.UntilAsync(
            imported.ImportId,
            async token => await memories.ProgressAsync(set.Id, imported.ImportId, token) ?? imported.Progress,
            progress => progress.IsFinished, wait, cancellationToken);
        if (!progress.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{set.Name}/imports/{imported.ImportId}";
        return TypedResults.Json(
            imported with { Progress = progress }, ApiJson.Options, statusCode: progress.IsFinished ? StatusCodes.Status200OK
                : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ProgressAsync(string set, string id, MemoryCatalogue memories, CancellationToken cancellationToken)
    {
        var known = await memories.GetAsync(set, cancellationToken);
        return Guid.TryParse(id, out var importId) && await memories.ProgressAsync(known.Id, importId, cancellationToken) is { } progress
            ? TypedResults.Json(progress, ApiJson.Options)
            : throw new ProblemException(Problems.UnknownImport(id));
    }
}
