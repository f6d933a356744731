using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Gateway.Admission;
using Engram.Gateway.Events;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Questions;

/// <summary>HTTP endpoints of questions.</summary>
internal static class QuestionsApi
{
    private const string Path = "/v1/questions";
    private const string Json = "application/json";
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;
    private const string ModelDescription = "Only questions that this model answered, declined or is to answer: its name, or name/version.";

    public static void MapQuestions(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, AskAsync)
            .WithSummary("Ask a memory set or about a story, or send a stream of questions")
            .WithDescription(
                "application/json: one question. application/x-ndjson: a question a line in, its result or a problem a line out as it "
                + "goes; read while you write. The same question again under its id changes nothing; another one under that id is a "
                + "conflict.")
            .Accepts<QuestionRequest>(Json, Ndjson.MediaType)
            .Produces<QuestionResource>().Produces<QuestionResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .ProducesProblem(503);
        api.MapGet(Path, ListAsync).WithSummary("List questions, newest first").Produces<QuestionPage>().ProducesProblem(400);
        api.MapGet(Path + "/{id}", GetAsync)
            .WithSummary("Get a question with its answers and their evidence").Produces<QuestionResource>().ProducesProblem(404);
        api.MapGet(Path + "/{id}/events", EventsOfAsync)
            .WithSummary("Watch a question until it has its result: server-sent events")
            .Produces<string>(StatusCodes.Status200OK, EventStream.MediaType).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).ProducesProblem(503);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Delete a question with its answer")
            .WithDescription("An answer that is still on its way is dropped. The id may be used again at once.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, QuestionStore questions, CoalescedQuestions together, QuestionStream stream, IdempotencyKeys keys,
        TimeProvider time, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken,
        [FromHeader(Name = IdempotencyKeys.Header), Description(IdempotencyKeys.Description)] string? idempotencyKey = null)
    {
        var mediaType = MediaTypes.Of(context.Request);
        if (mediaType == Ndjson.MediaType)
        {
            IdempotencyKeys.RefuseForStream(idempotencyKey);
            return stream.Open(Preference.WaitOf(context, options.Value.MaxWait));
        }

        if (mediaType != Json)
            throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Json, Ndjson.MediaType));

        admission.Require(WorkKind.Questions);
        var request = await context.Request.ReadJsonAsync<QuestionRequest>(options.Value.MaxQuestionJsonBytes, cancellationToken);
        var incoming = IncomingQuestion.Check(request, options.Value);
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var asked = await AskOnceAsync();
        var question = await results.UntilAsync(
            asked.Id, async token =>
                await together.FindAsync(asked.Id, token) ?? asked, question => question.IsFinished, wait, cancellationToken, asked);
        return Answer(context, question, question.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);

        async Task<Question> AskOnceAsync()
        {
            await using var key = await keys.HoldAsync(context.Request, idempotencyKey, cancellationToken);
            if (key is null)
                return await together.AcceptAsync(incoming, cancellationToken);
            var id = incoming.Id ?? Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
            return await key.OnceAsync(
                request,
                id,
                () => questions.AskAsync(incoming with { Id = id }, cancellationToken),
                async made => await questions.FindAsync(made, cancellationToken)
                    ?? throw new ProblemException(Problems.UnknownQuestion(made)),
                cancellationToken);
        }
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, QuestionStore questions, ResultWatch results, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken)
    {
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var question = CallerId.Normalize(id) is { } publicId ? await questions.FindAsync(publicId, cancellationToken) : null;
        if (question is { IsFinished: false, Id: var asked })
            question = await results.UntilAsync(
                asked, token => questions.FindAsync(asked, token), found => found is not { IsFinished: false }, wait, cancellationToken);
        return Answer(context, question ?? throw new ProblemException(Problems.UnknownQuestion(id)), StatusCodes.Status200OK);
    }

    private static async Task<IResult> ListAsync(
        QuestionStore questions,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only questions to the memory set of this name.")] string? memory = null,
        [FromQuery, Description("Only questions in this state: asked, answered, unanswered or failed.")] string? state = null,
        [FromQuery, Description(ModelDescription)] string? model = null,
        [FromQuery, Description("Only questions asked from this time on, ISO 8601.")] string? from = null,
        [FromQuery, Description("Only questions asked before this time, ISO 8601.")] string? to = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Questions a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await questions.ListAsync(
                new QuestionFilter
                {
                    Memory = Query.Text(nameof(memory), memory),
                    State = state is null ? null : Query.Word<QuestionState>(nameof(state), state),
                    Model = Query.Text(nameof(model), model),
                    From = from is null ? null : Query.Time(nameof(from), from),
                    To = to is null ? null : Query.Time(nameof(to), to),
                },
                CursorOf(cursor),
                limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize),
                cancellationToken),
            ApiJson.Options);

    private static Task<IResult> EventsOfAsync(
        HttpContext context, string id, QuestionStore questions, EventStreams events, CancellationToken cancellationToken,
        [FromQuery, Description(EventStreams.IdDescription)] string? lastEventId = null)
    {
        var publicId = CallerId.Normalize(id) ?? throw new ProblemException(Problems.UnknownQuestion(id));
        return events.OpenOneAsync(
            context, lastEventId, "question", publicId,
            async token => await questions.FindAsync(publicId, token) is { } question ? EventSubject.Of(question) : null,
            Problems.UnknownQuestion(id), cancellationToken);
    }

    public static Guid? CursorOf(string? cursor) => cursor is null ? null
        : QuestionCursor.TryRead(cursor, out var before) ? before
        : throw new ProblemException(Problems.InvalidQuery(nameof(cursor), "is none that this service gave"));

    private static async Task<IResult> DeleteAsync(string id, QuestionStore questions, CancellationToken cancellationToken) =>
        CallerId.Normalize(id) is { } publicId && await questions.DeleteAsync(publicId, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ProblemException(Problems.UnknownQuestion(id));

    private static IResult Answer(HttpContext context, Question question, int status)
    {
        if (!question.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{question.PublicId}";
        return question.IsFinished ? EntityTags.Json(context, QuestionResource.Of(question))
            : TypedResults.Json(QuestionResource.Of(question), ApiJson.Options, statusCode: status);
    }
}
