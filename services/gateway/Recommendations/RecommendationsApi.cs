using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Recommendations;
using Engram.Gateway.Admission;
using Engram.Gateway.Events;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Results;
using Engram.Gateway.Sequences;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Recommendations;

/// <summary>HTTP endpoints of recommendations.</summary>
internal static class RecommendationsApi
{
    private const string Path = "/v1/recommendations";
    private const string Json = "application/json";
    private const int MaxRequestBytes = 1 << 20;

    public static void MapRecommendations(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, AskAsync)
            .WithSummary("Ask what comes next for a subject, or after events of the request's own, and because of what")
            .WithDescription("The relations say what the items follow: 'directed_by' with the values that the model's memory holds of it. "
                + "Nothing is recommended, with a code, where nothing is known (no-history, unknown-items) or likely (low-score).")
            .Accepts<RecommendationRequest>(Json)
            .Produces<RecommendationResource>().Produces<RecommendationResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .ProducesProblem(503);
        api.MapGet(Path + "/{id}", GetAsync)
            .WithSummary("Get a recommendation with its reasons").Produces<RecommendationResource>().ProducesProblem(404);
        api.MapGet(Path + "/{id}/events", EventsOfAsync)
            .WithSummary("Watch a recommendation until it has its result: server-sent events")
            .Produces<string>(StatusCodes.Status200OK, EventStream.MediaType).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).ProducesProblem(503);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Delete a recommendation")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, RecommendationStore recommendations, CoalescedRecommendations together, IdempotencyKeys keys,
        TimeProvider time, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options,
        IOptions<SequenceOptions> sequences, CancellationToken cancellationToken,
        [FromHeader(Name = IdempotencyKeys.Header), Description(IdempotencyKeys.Description)] string? idempotencyKey = null)
    {
        MediaTypes.Require(context.Request, Json);
        admission.Require(WorkKind.Recommendations);
        var request = await context.Request.ReadJsonAsync<RecommendationRequest>(MaxRequestBytes, cancellationToken);
        var incoming = IncomingRecommendation.Check(request, sequences.Value);
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var asked = await AskOnceAsync();
        var found = await results.UntilAsync(
            asked.Id, async token => await together.FindAsync(asked.Id, token) ?? asked, one => one.IsFinished, wait, cancellationToken,
            asked);
        return Answer(context, found, found.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);

        async Task<Recommendation> AskOnceAsync()
        {
            await using var key = await keys.HoldAsync(context.Request, idempotencyKey, cancellationToken);
            if (key is null)
                return await together.AcceptAsync(incoming, cancellationToken);
            var id = Guid.CreateVersion7(time.GetUtcNow());
            return await key.OnceAsync(
                request,
                id.ToString("D"),
                () => recommendations.AskAsync(incoming with { Id = id }, cancellationToken),
                async made => await recommendations.FindAsync(Guid.Parse(made), cancellationToken)
                    ?? throw new ProblemException(Problems.UnknownRecommendation(made)),
                cancellationToken);
        }
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, RecommendationStore recommendations, ResultWatch results, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken)
    {
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var asked = IdOf(id);
        var found = await results.UntilAsync(
            asked, token => recommendations.FindAsync(asked, token), one => one is not { IsFinished: false }, wait, cancellationToken);
        return Answer(context, found ?? throw new ProblemException(Problems.UnknownRecommendation(id)), StatusCodes.Status200OK);
    }

    private static Task<IResult> EventsOfAsync(
        HttpContext context, string id, RecommendationStore recommendations, EventStreams events, CancellationToken cancellationToken,
        [FromQuery, Description(EventStreams.IdDescription)] string? lastEventId = null)
    {
        var asked = IdOf(id);
        return events.OpenOneAsync(
            context, lastEventId, "recommendation", asked.ToString("D"),
            async token => await recommendations.FindAsync(asked, token) is { } found ? EventSubject.Of(found) : null,
            Problems.UnknownRecommendation(id), cancellationToken);
    }

    private static async Task<IResult> DeleteAsync(string id, RecommendationStore recommendations, CancellationToken cancellationToken) =>
        await recommendations.DeleteAsync(IdOf(id), cancellationToken) ? TypedResults.NoContent()
            : throw new ProblemException(Problems.UnknownRecommendation(id));

    private static Guid IdOf(string id) =>
        Guid.TryParseExact(id, "D", out var known) ? known : throw new ProblemException(Problems.UnknownRecommendation(id));

    private static IResult Answer(HttpContext context, Recommendation recommendation, int status)
    {
        if (!recommendation.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{recommendation.Id:D}";
        return recommendation.IsFinished ? EntityTags.Json(context, RecommendationResource.Of(recommendation))
            : TypedResults.Json(RecommendationResource.Of(recommendation), ApiJson.Options, statusCode: status);
    }
}
