using Engram.Gateway.Questions;
using Engram.Gateway.Results;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>Questions over HTTP.</summary>
internal static class QuestionsApi
{
    private const string Path = "/v1/questions";
    private const string Json = "application/json";

    public static void MapQuestions(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, AskAsync)
            .WithSummary("Ask a memory set or about a story, or send a stream of questions")
            .WithDescription("application/json: one question. application/x-ndjson: a question a line in, its result or a problem a line out as it goes; read while you write.")
            .Accepts<QuestionRequest>(Json, Ndjson.MediaType)
            .Produces<QuestionResource>().Produces<QuestionResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapGet(Path + "/{id}", GetAsync).WithSummary("Get a question with its answers and their evidence").Produces<QuestionResource>().ProducesProblem(404);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, QuestionStore questions, QuestionStream stream, ResultWatch results, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var mediaType = MediaTypes.Of(context.Request);
        if (mediaType == Ndjson.MediaType)
            return stream.Open(wait);
        if (mediaType != Json)
            throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Json, Ndjson.MediaType));

        var request = await ApiJson.ReadAsync<QuestionRequest>(context.Request, options.Value.MaxQuestionJsonBytes, cancellationToken);
        var asked = await questions.AskAsync(request.Check(options.Value), cancellationToken);
        var question = await results.UntilAsync(
            asked.Id, async token => await questions.FindAsync(asked.Id, token) ?? asked, question => question.IsFinished, wait, cancellationToken);
        return Answer(context, question, question.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, QuestionStore questions, ResultWatch results, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var questionId))
            throw new ProblemException(Problems.UnknownQuestion(id));
        var question = await results.UntilAsync(
            questionId, token => questions.FindAsync(questionId, token), question => question is not { IsFinished: false }, Preference.WaitOf(context, options.Value.MaxWait), cancellationToken);
        return Answer(context, question ?? throw new ProblemException(Problems.UnknownQuestion(id)), StatusCodes.Status200OK);
    }

    private static IResult Answer(HttpContext context, Question question, int status)
    {
        if (!question.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{question.Id}";
        return TypedResults.Json(QuestionResource.Of(question), ApiJson.Options, statusCode: status);
    }
}
