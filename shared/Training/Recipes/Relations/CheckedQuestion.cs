namespace Engram.Training.Recipes.Relations;

/// <summary>A question with its right answers.</summary>
/// <param name="Kind">What it tests: <c>known</c>, <c>misspelt</c>, <c>no-such-relation</c> and so on.</param>
/// <param name="Text">The question.</param>
/// <param name="Answers">Right answers; null when the question must be declined.</param>
/// <param name="IsList">Whether exactly these answers must be given, rather than one of them.</param>
internal sealed record CheckedQuestion(string Kind, string Text, IReadOnlyList<string>? Answers, bool IsList = false);
