using Engram.MemoryNetworks.Encoding;
using Engram.Text.Stories;

namespace Engram.MemoryNetworks.Sessions;

/// <summary>Answers questions about stories with a network that learned from slots: names become slots before it reads, and slots become
/// names again in its answer. It declines what the story does not say, or says in words the network did not learn.</summary>
public sealed class AnonymousStories
{
    private const string UnknownWords = "unknown-words";

    // Entry in the answer list: the story does not say.
    private const string NotTold = "unknown";

    // First words of questions whose answer about a place the story never mentions is "no".
    private static readonly string[] YesNo = ["is", "was", "does", "do", "did"];

    private readonly MemorySession _network;
    private readonly StoryForms _forms;

    internal AnonymousStories(MemorySession network, StoryForms forms) => (_network, _forms) = (network, forms);

    /// <param name="question">A question about a story as asked.</param>
    public StoryToRead Prepare(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var story = AnonymousStory.Read(question.Text, [.. question.Memories.Reverse().Select(sentence => sentence.Value)]);
        return new StoryToRead(
            story,
            MemoryQuestion.About(story.Question.Text, [.. story.Sentences.Select(sentence => sentence.Text)], question.Memories.Count),
            _forms.UnexplainedIn(story),
            Refuse(story));
    }

    /// <summary>Turns the network's reading into an answer.</summary>
    /// <param name="asked">What the network read.</param>
    /// <param name="reading">What it computed.</param>
    /// <param name="maxAnswers">Most answers to return.</param>
    public StoryAnswer Conclude(StoryToRead asked, MemoryReading reading, int maxAnswers)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(reading);
        var listed = _network.AnswersTo(asked.Question);
        var allowed = Enumerable.Range(0, listed.Count).Where(answer => asked.Story.Allows(listed[answer]))
            .OrderByDescending(answer => reading.Probabilities[answer]).ThenBy(answer => answer).ToArray();
        (string, float)[] answers =
            [.. allowed.Where(answer => listed[answer] != NotTold).Take(maxAnswers).Select(answer =>
                (asked.Story.Restore(listed[answer]), reading.Probabilities[answer]))];
        var understood = asked.Story.Sentences.Count(_forms.IsSentence) / (float)Math.Max(1, asked.Story.Sentences.Count);
        var score = _network.ScoreOf(reading.Probabilities[allowed[0]]) * understood;
        StoryRefusal? refusal = listed[allowed[0]] == NotTold ? new("not-told", "No sentence of the story tells it.")
            : Doubt(asked.Story, reading) is { } doubt ? doubt
            : score < _network.UnansweredBelow
            ? new("low-score", $"The best answer has a score of {score:F3}, under the {_network.UnansweredBelow:F3} that an answer needs.")
            : null;
        return new StoryAnswer(answers, score, refusal);
    }

    /// <summary>Why a question can't be answered, whatever the network computes.</summary>
    private StoryRefusal? Refuse(AnonymousStory story)
    {
        if (!_forms.IsQuestion(story.Question))
            return new StoryRefusal(UnknownWords, "The question is put in words that the model has not learned.");
        if (story.AmbiguousNames is [var name, ..])
            return new StoryRefusal("ambiguous", $"'{name}' may be several that the story names.");
        var isYesNo = YesNo.Contains(story.Question.Form[0]);
        string[] absent =
            [.. Enum.GetValues<EntityRole>().Where(role => role != EntityRole.Place || !isYesNo).SelectMany(story.UnmentionedIn)];
        return absent.Length == 0 ? null : new StoryRefusal("no-such-entity", $"No sentence mentions {string.Join(", ", absent)}.");
    }

    /// <summary>Why an answer may be wrong: a sentence that is not understood mentions somebody or something the answer depends
    /// on.</summary>
    private StoryRefusal? Doubt(AnonymousStory story, MemoryReading reading)
    {
        var read = reading.Addressing.SelectMany(
            hop => hop.Index().Where(memory => memory.Item > 0.5f)
                .Select(memory => story.Sentences[^(memory.Index + 1)])).Distinct().ToArray();
        if (read.Any(sentence => sentence.Slots.Any(slot => slot.Slot is null)))
            return new StoryRefusal("too-many-names", "The story names more people, places or things than the model tells apart.");
        var about = read.Append(story.Question).SelectMany(text => text.Slots).Where(slot => slot.Role != EntityRole.Place)
            .Select(slot => slot.Slot).ToHashSet();
        var odd = story.Sentences.FirstOrDefault(
            sentence => !_forms.IsSentence(sentence) && (sentence.HasPronoun || sentence.Slots.Any(slot => about.Contains(slot.Slot))));
        return odd is null ? null
            : new StoryRefusal(UnknownWords, "A sentence that may decide the answer is told in words that the model has not learned.");
    }
}

/// <summary>A question about a story as a network with slots reads it.</summary>
/// <param name="Story">Its names and slots.</param>
/// <param name="Question">What the network reads.</param>
/// <param name="UnexplainedWords">Words that prevent the question or sentences from being understood.</param>
/// <param name="Refusal">Why it is not answered; null if the network should read it.</param>
public sealed record StoryToRead(
    AnonymousStory Story, MemoryQuestion Question, IReadOnlyList<string> UnexplainedWords, StoryRefusal? Refusal);

/// <summary>The answer to a question about a story.</summary>
/// <param name="Answers">Answers in the story's own names with the network's probabilities, best first.</param>
/// <param name="Score">Calibrated probability that the first answer is right.</param>
/// <param name="Refusal">Why it is not answered; null if it is.</param>
public sealed record StoryAnswer(IReadOnlyList<(string Text, float Probability)> Answers, float Score, StoryRefusal? Refusal);

/// <summary>Why a question about a story gets no answer.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Reason">Sentence for people.</param>
public sealed record StoryRefusal(string Code, string Reason);
