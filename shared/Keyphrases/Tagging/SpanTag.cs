namespace Engram.Keyphrases.Tagging;

/// <summary>Position of a word relative to a span.</summary>
internal enum SpanTag
{
    Outside,
    Begin,
    Inside,
}
