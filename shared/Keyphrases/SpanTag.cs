namespace Engram.Keyphrases;

/// <summary>What a word is to the spans of a post.</summary>
internal enum SpanTag
{
    Outside,
    Begin,
    Inside,
}
