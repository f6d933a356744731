using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Gateway.Admission;
using Engram.Gateway.Http;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Questions;

/// <summary>An NDJSON stream of questions.</summary>
internal sealed class QuestionStream(
    CoalescedQuestions questions, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<QuestionStream> logger)
    : NdjsonStream<IncomingQuestion, Question, QuestionLine>(results, admission, options, time, logger)
{
    protected override WorkKind Kind => WorkKind.Questions;

    protected override int MaxLineBytes => Options.MaxQuestionJsonBytes;

    protected override IncomingQuestion Check(byte[] utf8) => IncomingQuestion.Check(ApiJson.Read<QuestionRequest>(utf8), Options);

    // Questions with the same id are stored in stream order, so the first one wins.
    protected override string? ExclusiveIdOf(IncomingQuestion incoming) => incoming.Id;

    protected override Task<Question> StoreAsync(IncomingQuestion incoming, CancellationToken cancellationToken) =>
        questions.AcceptAsync(incoming, cancellationToken);

    protected override Task<Question?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        questions.FindAsync(id, cancellationToken);

    protected override (Guid Id, bool IsFinished) StateOf(Question stored) => (stored.Id, stored.IsFinished);

    protected override QuestionLine Taken(long line, int status, Question stored) => new(line, status, QuestionResource.Of(stored), null);

    protected override QuestionLine Refused(long line, int status, ProblemDetails problem) => new(line, status, null, problem);
}
