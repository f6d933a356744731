using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.Memories;

/// <summary>HTTP endpoints of single facts and documents in a memory set. Query parameters identify
/// them, because a path cannot hold their texts.</summary>
internal static class FactsApi
{
    private const string Facts = MemoriesApi.Path + "/{set}/facts";
    private const string Documents = MemoriesApi.Path + "/{set}/documents";
    private const string Json = "application/json";
    private const string TakesEffect =
        "It goes the way of an import: with 'Prefer: wait' the answer says what it did, else 'progress' at Location does. "
        + "Of changes to the same fact the last one that was sent holds, in whatever order they arrive.";

    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;

    public static void MapFacts(this IEndpointRouteBuilder api)
    {
        api.MapGet(Facts, ListAsync)
            .WithSummary("List what a memory set holds, in the order in which it was stored")
            .WithDescription("Facts, sentences of documents and tagged posts, each with its source and the time it was stored. "
                + "Of a fact that was imported again the first source and time stay.")
            .Produces<FactPage>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        Describe(api.MapPut(Facts, CorrectFactsAsync), "Correct the facts of a subject and relation",
                "The objects take the place of those it has. " + TakesEffect)
            .Accepts<FactCorrection>(Json).ProducesProblem(413);
        Describe(api.MapDelete(Facts, WithdrawFactsAsync), "Withdraw a fact, or all facts of a subject and relation", TakesEffect);
        Describe(api.MapPut(Documents, CorrectDocumentAsync), "Correct the documents of a title",
                "The text takes the place of theirs. " + TakesEffect)
            .Accepts<DocumentCorrection>(Json).ProducesProblem(413);
        Describe(api.MapDelete(Documents, WithdrawDocumentAsync), "Withdraw the documents of a title",
            "What other documents say too stays. " + TakesEffect);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string summary, string description) => route
        .WithSummary(summary).WithDescription(description)
        .Produces<ImportResult>().Produces<ImportResult>(StatusCodes.Status202Accepted)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> ListAsync(
        string set, FactListing facts, CancellationToken cancellationToken,
        [FromQuery, Description("Only facts with this subject or object, whatever its case and accents.")] string? entity = null,
        [FromQuery, Description("Only facts of this relation.")] string? relation = null,
        [FromQuery, Description("Only what holds all of these words, whatever their case and accents.")] string? text = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Facts a page, 1 to 200. Default 50.")] string? limit = null)
    {
        var filter = new FactFilter(Checked(nameof(entity), entity), Checked(nameof(relation), relation), Checked(nameof(text), text));
        var most = limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize);
        var page = await facts.ListAsync(set, filter, PageCursor.Read(cursor) ?? 0, most, cancellationToken);
        return TypedResults.Json(page, ApiJson.Options);

        static string? Checked(string parameter, string? value) =>
            value is null ? null : Query.Text(parameter, Query.Needed(parameter, value));
    }

    private static async Task<IResult> CorrectFactsAsync(
        HttpContext context, string set, FactChanges changes, CancellationToken cancellationToken,
        [FromQuery, Description("Subject of the facts.")] string? subject = null,
        [FromQuery, Description("Their relation, for example directed_by.")] string? relation = null)
    {
        var key = new TripleLine { Subject = Query.Needed(nameof(subject), subject), Relation = Query.Needed(nameof(relation), relation) };
        var correction = await context.Request.ReadJsonAsync<FactCorrection>(changes.MaxBodyBytes, cancellationToken);
        if (correction.Objects is not { Count: > 0 } objects)
            throw new ProblemException(
                BodyProblems.InvalidField("objects", "is missing or empty; DELETE withdraws all facts of the subject and relation"));
        var lines = objects.Select(value => MemoryLine.Check(key with { ObjectValue = value, Source = correction.Source })).ToList();
        return await changes.SendAsync(context, set, MemoryFormat.Triples, ImportChange.Replace, lines, cancellationToken);
    }

    private static Task<IResult> WithdrawFactsAsync(
        HttpContext context, string set, FactChanges changes, CancellationToken cancellationToken,
        [FromQuery, Description("Subject of the facts.")] string? subject = null,
        [FromQuery, Description("Their relation, for example directed_by.")] string? relation = null,
        [FromQuery, Description("Object of the one fact; left out, all of subject and relation are withdrawn.")] string? @object = null)
    {
        var line = MemoryLine.CheckKey(new TripleLine
        {
            Subject = Query.Needed(nameof(subject), subject),
            Relation = Query.Needed(nameof(relation), relation),
            ObjectValue = @object is null ? null : Query.Needed("object", @object),
        });
        return changes.SendAsync(context, set, MemoryFormat.Triples, ImportChange.Withdraw, [line], cancellationToken);
    }

    private static async Task<IResult> CorrectDocumentAsync(
        HttpContext context, string set, FactChanges changes, CancellationToken cancellationToken,
        [FromQuery, Description("Title of the documents.")] string? title = null)
    {
        var document = new DocumentLine { Title = Query.Needed(nameof(title), title) };
        var correction = await context.Request.ReadJsonAsync<DocumentCorrection>(changes.MaxBodyBytes, cancellationToken);
        var line = MemoryLine.Check(document with { Text = correction.Text }, changes.MaxBodyBytes);
        return await changes.SendAsync(context, set, MemoryFormat.Documents, ImportChange.Replace, [line], cancellationToken);
    }

    private static Task<IResult> WithdrawDocumentAsync(
        HttpContext context, string set, FactChanges changes, CancellationToken cancellationToken,
        [FromQuery, Description("Title of the documents.")] string? title = null)
    {
        var line = MemoryLine.CheckKey(Query.Needed(nameof(title), title));
        return changes.SendAsync(context, set, MemoryFormat.Documents, ImportChange.Withdraw, [line], cancellationToken);
    }
}
