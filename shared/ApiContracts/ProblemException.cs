using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts;

/// <summary>The caller's fault: ends the processing of a request, or of one line of it, with a <see cref="Problem"/>.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
