using Engram.Gateway.Admission;
using Engram.Gateway.Questions;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>What became of one line of a stream of questions: a question or a problem.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">HTTP status the line would have had as a request of its own.</param>
/// <param name="Question">The question, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record QuestionLine(long Line, int Status, QuestionResource? Question, ProblemDetails? Problem);

/// <summary>A stream of questions.</summary>
internal sealed class QuestionStream(
    IServiceScopeFactory scopes, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<QuestionStream> logger)
    : NdjsonStream<IncomingQuestion, Question, QuestionLine>(scopes, results, admission, options, time, logger)
{
    protected override WorkKind Kind => WorkKind.Questions;

    protected override int MaxLineBytes => Options.MaxQuestionJsonBytes;

    protected override IncomingQuestion Check(byte[] utf8) => ApiJson.Read<QuestionRequest>(utf8).Check(Options);

    // Of questions under one id the first is the first.
    protected override string? ExclusiveIdOf(IncomingQuestion incoming) => incoming.Id;

    protected override Task<Question> StoreAsync(IServiceProvider services, IncomingQuestion incoming, CancellationToken cancellationToken) =>
        services.GetRequiredService<QuestionStore>().AskAsync(incoming, cancellationToken);

    protected override Task<Question?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<QuestionStore>().FindAsync(id, cancellationToken);

    protected override (Guid Id, bool IsFinished) StateOf(Question stored) => (stored.Id, stored.IsFinished);

    protected override QuestionLine Taken(long line, int status, Question stored) => new(line, status, QuestionResource.Of(stored), null);

    protected override QuestionLine Refused(long line, int status, ProblemDetails problem) => new(line, status, null, problem);
}
