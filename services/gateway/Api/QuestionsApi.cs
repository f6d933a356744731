using Engram.Gateway.Questions;
using Engram.Gateway.Results;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>Questions over HTTP.</summary>
internal static class QuestionsApi
{
    private const string Path = "/v1/questions";
    private const string Json = "application/json";
    private const int MoreThanText = 4096;

    public static void MapQuestions(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, AskAsync)
            .WithSummary("Ask a memory set")
            .Accepts<QuestionRequest>(Json)
            .Produces<QuestionResource>().Produces<QuestionResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapGet(Path + "/{id}", GetAsync).WithSummary("Get a question with its answers and their evidence").Produces<QuestionResource>().ProducesProblem(404);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, QuestionStore questions, ResultWatch results, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        MediaTypes.Require(context.Request, Json);
        // Every character of the text may come escaped, \uXXXX.
        var request = await ApiJson.ReadAsync<QuestionRequest>(context.Request, options.Value.MaxTextCharacters * 6L + MoreThanText, cancellationToken);
        var (text, memory, maxAnswers) = request.Check(options.Value);
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var asked = await questions.AskAsync(text, memory, maxAnswers, cancellationToken);
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
