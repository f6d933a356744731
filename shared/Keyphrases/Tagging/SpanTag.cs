namespace Engram.Keyphrases.Tagging;

/// <summary>What a word is to the spans of a post.</summary>
internal enum SpanTag
{
    Outside,
    Begin,
    Inside,
}
