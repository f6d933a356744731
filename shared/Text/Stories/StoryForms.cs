namespace Engram.Text.Stories;

/// <summary>
/// The forms of sentence that training had: every three words in a row, names being their roles. A sentence is understood when all of its
/// threes are among them; "person zorped to" is not.
/// </summary>
public sealed class StoryForms
{
    private const string SentenceBegins = "<s>";
    private const string QuestionBegins = "<q>";
    private const string Ends = "</s>";

    private readonly HashSet<string> _threes;

    public StoryForms(IEnumerable<string> threes) => _threes = new HashSet<string>(threes, StringComparer.Ordinal);

    /// <summary>As the file beside a network has them.</summary>
    public IEnumerable<string> Threes => _threes.Order(StringComparer.Ordinal);

    /// <summary>The forms of some stories.</summary>
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

    /// <summary>Words that keep the question or a sentence from being understood; none when all are.</summary>
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
