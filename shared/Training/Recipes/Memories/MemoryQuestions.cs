using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.Training.Recipes.Memories;

/// <summary>Questions about the facts of some memory sets, each with the memories it recalls and the answers that are right.</summary>
public sealed class MemoryQuestions
{
    private readonly IReadOnlyList<FactSet> _sets;
    private readonly IReadOnlyDictionary<string, RelationTemplates> _templates;
    private readonly int _maxMemories;
    private readonly (FactSet Set, AskableFact Fact)[] _facts;

    /// <param name="sets">Memory sets; a question is asked of the one that its fact is in.</param>
    /// <param name="templates">Paraphrases by relation; facts of others are not asked for.</param>
    /// <param name="maxMemories">Most memories a question recalls.</param>
    public MemoryQuestions(IReadOnlyList<FactSet> sets, IReadOnlyDictionary<string, RelationTemplates> templates, int maxMemories)
    {
        ArgumentNullException.ThrowIfNull(sets);
        _sets = sets;
        _templates = templates;
        _maxMemories = maxMemories;
        _facts = [.. sets.SelectMany(set => set.Facts.Where(fact => templates.ContainsKey(fact.Relation)), (set, fact) => (set, fact))];
    }

    /// <summary>Pairs of a subject and a relation that can be asked for.</summary>
    public int Count => _facts.Length;

    /// <summary>Numbers of facts, as many of each relation: few films have their director in the knowledge base, and nobody asks for them
    /// less. A relation with fewer facts than its share is gone through again.</summary>
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

    /// <summary>Paraphrases of all relations and parts.</summary>
    public int Templates => _templates.Values.Sum(relation => relation.Train.Count + relation.Validation.Count + relation.HeldOut.Count);

    /// <summary>Every text that a vocabulary is built from: keys, and questions of the training part without their subjects.</summary>
    public IEnumerable<string> TrainingTexts() =>
        _sets.SelectMany(set => set.Keys)
            .Concat(_templates.Values.SelectMany(relation => relation.Train).Select(template => RelationTemplates.Ask(template, "")));

    /// <summary>Asks for a fact. Which paraphrase, and whether it is forgotten, is drawn from <paramref name="random"/>.</summary>
    /// <param name="fact">Number of the fact, from 0.</param>
    /// <param name="part">Whose paraphrases are used.</param>
    /// <param name="forgotten">Share of questions whose fact is taken out of the memory, so that the right answer is none.</param>
    /// <param name="random">Source of what is drawn.</param>
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

/// <summary>A question with its right answers, as <see cref="MemoryEncoder.AnswerOf"/> writes them; none when it can't be
/// answered.</summary>
public sealed record GoldQuestion(MemoryQuestion Question, string Relation, IReadOnlySet<string> Answers)
{
    public bool IsAnswerable => Answers.Count > 0;

    /// <summary>Whether a candidate, by its number, is a right answer.</summary>
    public bool IsRight(int candidate) => Answers.Contains(MemoryEncoder.AnswerOf(Question.Candidates[candidate]));
}
