using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Questions;

/// <summary>Result of one line in a stream of questions: a question or a problem.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Status">HTTP status that the line would get as a separate request.</param>
/// <param name="Question">The question, when it was accepted.</param>
/// <param name="Problem">Why it was not accepted.</param>
public sealed record QuestionLine(long Line, int Status, QuestionResource? Question, ProblemDetails? Problem);
