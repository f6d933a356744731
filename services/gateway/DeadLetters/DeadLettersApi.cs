using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.DeadLetters;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.DeadLetters;

/// <summary>HTTP endpoints of dead letters.</summary>
internal static class DeadLettersApi
{
    private const string Path = "/v1/dead-letters";
    private const string GroupPath = Path + "/{group}";
    private const string LetterPath = GroupPath + "/letters/{id}";
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;
    private const int MaxReasonCharacters = 1000;

    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, ListAsync)
            .WithSummary("List messages that could not be handled, grouped by queue, exception and place in the code")
            .WithDescription("They lie in the broker; the transport in memory keeps none (409).")
            .Produces<DeadLetterGroupPage>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);
        api.MapGet(GroupPath, GetGroupAsync)
            .WithSummary("Get a group with its messages, the oldest first")
            .Produces<DeadLetterPage>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        api.MapGet(LetterPath, GetAsync)
            .WithSummary("Get a message with its headers, stack trace and body")
            .Produces<DeadLetterResource>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        Moves(api.MapPost(GroupPath + "/replay", ReplayAllAsync))
            .WithSummary("Send the messages of a group back to the queue that they could not be handled from")
            .WithDescription("They keep their ids: one that was handled after all is recognized. One that fails again comes back here.");
        Moves(api.MapPost(LetterPath + "/replay", ReplayAsync)).WithSummary("Send one message back");
        Moves(api.MapDelete(GroupPath, DiscardAllAsync))
            .WithSummary("Give the messages of a group up; the broker keeps them 30 days more, with the reason");
        Moves(api.MapDelete(LetterPath, DiscardAsync)).WithSummary("Give one message up");
    }

    private static RouteHandlerBuilder Moves(RouteHandlerBuilder route) => route
        .Produces<MovedDeadLetters>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> ListAsync(
        DeadLetterCatalogue letters,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only messages that the consumer of this queue could not handle.")] string? queue = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Groups a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Json(await letters.ListAsync(queue, TextCursor.Read(cursor), SizeOf(limit), cancellationToken), ApiJson.Options);

    private static async Task<IResult> GetGroupAsync(
        string group,
        DeadLetterCatalogue letters,
        CancellationToken cancellationToken,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Messages a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await letters.ListAsync(group, SkipOf(cursor), SizeOf(limit), cancellationToken), ApiJson.Options);

    private static async Task<IResult> GetAsync(
        string group, string id, DeadLetterCatalogue letters, CancellationToken cancellationToken) =>
        TypedResults.Json(await letters.GetAsync(group, id, cancellationToken), ApiJson.Options);

    private static async Task<IResult> ReplayAllAsync(string group, DeadLetterCatalogue letters, CancellationToken cancellationToken) =>
        TypedResults.Json(await letters.ReplayAsync(group, id: null, cancellationToken), ApiJson.Options);

    private static async Task<IResult> ReplayAsync(
        string group, string id, DeadLetterCatalogue letters, CancellationToken cancellationToken) =>
        TypedResults.Json(await letters.ReplayAsync(group, id, cancellationToken), ApiJson.Options);

    private static async Task<IResult> DiscardAllAsync(
        string group, DeadLetterCatalogue letters, CancellationToken cancellationToken,
        [FromQuery, Description("Why, for those who look later.")] string? reason = null) =>
        TypedResults.Json(await letters.DiscardAsync(group, id: null, ReasonOf(reason), cancellationToken), ApiJson.Options);

    private static async Task<IResult> DiscardAsync(
        string group, string id, DeadLetterCatalogue letters, CancellationToken cancellationToken,
        [FromQuery, Description("Why, for those who look later.")] string? reason = null) =>
        TypedResults.Json(await letters.DiscardAsync(group, id, ReasonOf(reason), cancellationToken), ApiJson.Options);

    /// <summary>Returns how many messages the pages before held.</summary>
    public static long SkipOf(string? cursor) => Math.Max(0, PageCursor.Read(cursor) ?? 0);

    private static int SizeOf(string? limit) => limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize);

    private static string ReasonOf(string? reason)
    {
        var given = Query.Needed(nameof(reason), reason);
        return given.Length <= MaxReasonCharacters ? given
            : throw new ProblemException(Problems.InvalidQuery(nameof(reason), $"has at most {MaxReasonCharacters} characters"));
    }
}
