namespace Engram.Training.Recipes.Relations;

/// <summary>A question with what is right.</summary>
/// <param name="Kind">What it tries: <c>known</c>, <c>misspelt</c>, <c>no-such-entity</c> and so on.</param>
/// <param name="Text">The question.</param>
/// <param name="Answers">Right answers; null where none may be given.</param>
/// <param name="IsList">Whether all of them must be given, and no other.</param>
internal sealed record CheckedQuestion(string Kind, string Text, IReadOnlyList<string>? Answers, bool IsList = false);
