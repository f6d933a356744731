using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.Training.Recipes.Memories;

/// <summary>Questions about the facts of memory sets, each with its recalled memories and its right answers.</summary>
public sealed class MemoryQuestions
{
    private readonly IReadOnlyList<FactSet> _sets;
    private readonly IReadOnlyDictionary<string, RelationTemplates> _templates;
    private readonly int _maxMemories;
    private readonly (FactSet Set, AskableFact Fact)[] _facts;

    /// <param name="sets">Memory sets. A question recalls only from the set that holds its fact.</param>
    /// <param name="templates">Paraphrases by relation. Facts of other relations are not asked for.</param>
    /// <param name="maxMemories">Most memories a question recalls.</param>
    public MemoryQuestions(IReadOnlyList<FactSet> sets, IReadOnlyDictionary<string, RelationTemplates> templates, int maxMemories)
    {
        ArgumentNullException.ThrowIfNull(sets);
        _sets = sets;
        _templates = templates;
        _maxMemories = maxMemories;
        _facts = [.. sets.SelectMany(set => set.Facts.Where(fact => templates.ContainsKey(fact.Relation)), (set, fact) => (set, fact))];
    }

    /// <summary>Number of subject and relation pairs that can be asked for.</summary>
    public int Count => _facts.Length;

    /// <summary>Draws fact numbers, equally many for each relation: few films have a director in the knowledge base, yet people ask for
    /// directors as often. A relation with too few facts repeats them.</summary>
    public int[] DrawEvenly(int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var relations = _facts.Index().GroupBy(fact => fact.Item.Fact.Relation, fact => fact.Index)
            .Select(relation => relation.ToArray())
            .ToArray();
        foreach (var relation in relations)
            random.Shuffle(relation);
        return [.. Enumerable.Range(0,
            count).Select(i => relations[i % relations.Length][i / relations.Length % relations[i % relations.Length].Length])];
    }

    /// <summary>Number of paraphrases over all relations and parts.</summary>
    public int Templates => _templates.Values.Sum(relation => relation.Train.Count + relation.Validation.Count + relation.HeldOut.Count);

    /// <summary>The texts for the vocabulary: all keys, and the training paraphrases without subjects.</summary>
    public IEnumerable<string> TrainingTexts() =>
        _sets.SelectMany(set => set.Keys)
            .Concat(_templates.Values.SelectMany(relation => relation.Train).Select(template => RelationTemplates.Ask(template, "")));

    /// <summary>Asks for a fact. <paramref name="random"/> draws the paraphrase and whether the fact is hidden.</summary>
    /// <param name="fact">Number of the fact, from 0.</param>
    /// <param name="part">Part whose paraphrases are used.</param>
    /// <param name="forgotten">Share of questions whose fact is hidden from recall, so that the right answer is none.</param>
    /// <param name="random">Draws the paraphrase and the hidden facts.</param>
    public GoldQuestion Ask(int fact, QuestionPart part, double forgotten, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (set, asked) = _facts[fact];
        var templates = _templates[asked.Relation].Of(part);
        var text = RelationTemplates.Ask(templates[random.Next(templates.Count)], asked.Subject);
        return random.NextDouble() >= forgotten
            ? new GoldQuestion(Recall(set, text, null), asked.Relation, asked.Answers)
            : new GoldQuestion(Recall(set, text, set.Forget(asked, random)), asked.Relation, new HashSet<string>());
    }

    private MemoryQuestion Recall(FactSet set, string text, Predicate<StoredMemory>? isForgotten) =>
        new(text, [.. set.Index.Recall(text, _maxMemories, isForgotten: isForgotten).Memories.SelectMany(set.PairsOf)]);
}

/// <summary>A question with its right answers, as <see cref="MemoryEncoder.AnswerOf"/> writes them; empty when it can't be
/// answered.</summary>
public sealed record GoldQuestion(MemoryQuestion Question, string Relation, IReadOnlySet<string> Answers)
{
    public bool IsAnswerable => Answers.Count > 0;

    /// <summary>Whether the candidate with this number is a right answer.</summary>
    public bool IsRight(int candidate) => Answers.Contains(MemoryEncoder.AnswerOf(Question.Candidates[candidate]));
}
