using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Questions;

/// <summary>What became of one line of a stream of questions: a question or a problem.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">HTTP status the line would have had as a request of its own.</param>
/// <param name="Question">The question, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record QuestionLine(long Line, int Status, QuestionResource? Question, ProblemDetails? Problem);
