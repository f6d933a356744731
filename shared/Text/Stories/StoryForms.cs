namespace Engram.Text.Stories;

/// <summary>
/// The sentence forms seen in training, as trigrams of words with names replaced by roles. A sentence is understood when all of its
/// trigrams were seen; "person zorped to" was not.
/// </summary>
public sealed class StoryForms
{
    private const string SentenceBegins = "<s>";
    private const string QuestionBegins = "<q>";
    private const string Ends = "</s>";

    private readonly HashSet<string> _threes;

    public StoryForms(IEnumerable<string> threes) => _threes = new HashSet<string>(threes, StringComparer.Ordinal);

    /// <summary>The trigrams in ordinal order, as stored in the file beside a network.</summary>
    public IEnumerable<string> Threes => _threes.Order(StringComparer.Ordinal);

    /// <summary>Collects the forms of some stories.</summary>
    public static StoryForms Of(IEnumerable<AnonymousStory> stories)
    {
        ArgumentNullException.ThrowIfNull(stories);
        return new StoryForms(
            stories.SelectMany(
                story => ThreesOf(story.Question, QuestionBegins)
                    .Concat(story.Sentences.SelectMany(sentence => ThreesOf(sentence, SentenceBegins)))));
    }

    public bool IsQuestion(AnonymousText text) => ThreesOf(text, QuestionBegins).All(_threes.Contains);

    public bool IsSentence(AnonymousText text) => ThreesOf(text, SentenceBegins).All(_threes.Contains);

    /// <summary>Words that keep the question or a sentence from being understood; empty when all are understood.</summary>
    public IReadOnlyList<string> UnexplainedIn(AnonymousStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        return [.. story.Sentences.Where(sentence => !IsSentence(sentence))
            .Concat(IsQuestion(story.Question) ? [] : [story.Question])
            .SelectMany(text => text.OddWords()).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> ThreesOf(AnonymousText text, string begins)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = [begins, .. text.Form, Ends];
        return words.Length < 3 ? [string.Join(' ', words)]
            : Enumerable.Range(0, words.Length - 2).Select(at => string.Join(' ', words.AsSpan(at, 3)));
    }
}
