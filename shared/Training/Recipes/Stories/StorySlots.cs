using Engram.Text;
using Engram.Text.Stories;

namespace Engram.Training.Recipes.Stories;

/// <summary>Replaces names in training stories by slots, drawn at random per question and epoch, so that the network learns what holds for
/// any name.</summary>
internal sealed class StorySlots
{
    /// <summary>A text can have at least this many words: stories about strangers can have longer sentences than the training
    /// stories.</summary>
    public const int LongestText = 24;

    // Most things in a list answer.
    private const int MostThings = 4;

    private readonly HashSet<string> _threes = new(StringComparer.Ordinal);
    private Vocabulary? _vocabulary;
    private IReadOnlyDictionary<string, int> _numberOf = new Dictionary<string, int>();
    private string[][] _words = []; // words of each answer

    /// <summary>All answers with slots: every slot, "unknown", and every list of things.</summary>
    public static IEnumerable<string> Answers => StoryGrammar.Slots.Append(StrangerStories.NotTold).Concat(Lists([]));

    /// <summary>Sentence forms of all stories read so far.</summary>
    public StoryForms Forms => new(_threes);

    /// <summary>Replaces the names in a training question by slots. A name in the answer becomes the slot it has in a supporting
    /// sentence.</summary>
    public StoryQuestion Read(StoryQuestion question)
    {
        var story = AnonymousStory.Read(question.Text, question.Story);
        _threes.UnionWith(StoryForms.Of([story]).Threes);
        return question with
        {
            Text = story.Question.Text,
            Story = [.. story.Sentences.Select(sentence => sentence.Text)],
            Answer = string.Join(',', question.Answer.Split(',').Select(word => story.SlotOf(word, question.Supporting))),
        };
    }

    /// <summary>Sets the ids of slots and the numbers of answers.</summary>
    public void Number(Vocabulary vocabulary, IReadOnlyDictionary<string, int> numberOf)
    {
        (_vocabulary, _numberOf) = (vocabulary, numberOf);
        _words = new string[numberOf.Count][];
        foreach (var (answer, number) in numberOf)
            _words[number] = answer.Split(' ');
    }

    /// <summary>Draws a random permutation of the slots of each role.</summary>
    public SlotDraw Draw(Random random)
    {
        var drawn = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in Enum.GetValues<EntityRole>())
        {
            string[] slots = [.. StoryGrammar.SlotsOf(role)];
            string[] shuffled = [.. slots];
            random.Shuffle(shuffled);
            foreach (var (slot, other) in slots.Zip(shuffled))
                drawn[slot] = other;
        }

        return new SlotDraw(this, drawn);
    }

    private static IEnumerable<string> Lists(string[] begun) => StoryGrammar.SlotsOf(EntityRole.Thing).Except(begun).SelectMany(thing =>
    {
        string[] list = [.. begun, thing];
        return list.Length == MostThings ? [string.Join(',', list)] : Lists(list).Prepend(string.Join(',', list));
    });

    /// <summary>A permutation of the slots.</summary>
    internal sealed class SlotDraw
    {
        private readonly StorySlots _of;
        private readonly Dictionary<string, string> _drawn;
        private readonly Dictionary<long, long> _ids;

        public SlotDraw(StorySlots of, Dictionary<string, string> drawn)
        {
            (_of, _drawn) = (of, drawn);
            _ids = drawn.ToDictionary(pair => (long)of._vocabulary!.IdOf(pair.Key), pair => (long)of._vocabulary!.IdOf(pair.Value));
        }

        public long[] Of(long[] text) => Array.ConvertAll(text, id => _ids.GetValueOrDefault(id, id));

        /// <summary>Number of the answer after the permutation; -1, an answer that training does not have, stays -1.</summary>
        public int AnswerOf(int answer) =>
            answer < 0 ? answer : _of._numberOf[string.Join(' ', _of._words[answer].Select(word => _drawn.GetValueOrDefault(word, word)))];
    }
}
