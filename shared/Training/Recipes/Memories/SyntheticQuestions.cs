using Engram.MemoryNetworks.Encoding;
using Engram.Text;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>A question template for what a path leads to: tokens with <see cref="RelationTemplates.Subject"/> as placeholder for an
/// entity.</summary>
/// <param name="Text">The template.</param>
/// <param name="Path">Relations from the entity to the answers; reversed ones start with <c>!</c>.</param>
/// <param name="Count">Number of questions it was found in.</param>
public sealed record PathTemplate(string Text, IReadOnlyList<string> Path, int Count);

/// <summary>Makes synthetic questions about a knowledge base from questions that people wrote. Without its entity a question is a template.
/// The path that most often leads from a template's entities to its answers is what it asks for. Other entities then fill the
/// template.</summary>
public sealed class SyntheticQuestions
{
    /// <summary>Longest path searched.</summary>
    public const int LongestPath = 3;

    // A path that explains less than half of a template's questions is a coincidence.
    private const double LeastAgreement = 0.5;

    // This many questions are enough to decide what a template asks for.
    private const int VotingQuestions = 30;

    // Entities with more facts are not followed, as in recall. Paths and questions with more answers are dropped.
    private const int MaxFactsOnTheWay = 100;
    private const int MaxAnswers = 1000;

    private readonly KnowledgeBase _knowledge;
    private readonly int _longestPath;
    private readonly int _longestName;

    /// <param name="knowledge">The knowledge base.</param>
    /// <param name="longestPath">Most relations from an entity to its answers.</param>
    public SyntheticQuestions(KnowledgeBase knowledge, int longestPath = LongestPath)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        (_knowledge, _longestPath) = (knowledge, longestPath);
        _longestName = knowledge.Entities.Max(entity => Tokenizer.Tokenize(entity).Count);
    }

    /// <summary>Extracts the templates of questions, the most frequent first. Questions of a known type share one path with all questions
    /// of that type.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="leastQuestions">Fewest questions per template: a template found once may come from a mistaken entity.</param>
    public IReadOnlyList<PathTemplate> Mine(IEnumerable<AskedQuestion> questions, int leastQuestions = 2)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var found = questions.Select(Match).OfType<TemplateMatch>().GroupBy(match => match.Template, StringComparer.Ordinal).ToArray();
        var pathOfType = found.SelectMany(template => template).Where(match => match.Question.Type is not null)
            .GroupBy(match => match.Question.Type!, StringComparer.Ordinal)
            .ToDictionary(type => type.Key, type => Vote(type), StringComparer.Ordinal);
        return
        [
            .. found.Select(
                template => (Template: template, Path: template.First().Question.Type is { } type ? pathOfType[type] : Vote(template)))
                .Where(template => template.Path is not null && template.Template.Count() >= leastQuestions)
                .Select(template => new PathTemplate(template.Template.Key, template.Path!, template.Template.Count()))
                .OrderByDescending(template => template.Count).ThenBy(template => template.Text, StringComparer.Ordinal),
        ];
    }

    /// <summary>Finds the entity and the path that each question asks for; null when there is none.</summary>
    public IReadOnlyList<(string Entity, string Path)?> WhatIsAsked(IReadOnlyList<AskedQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var pathOf = Mine(questions, leastQuestions: 1)
            .ToDictionary(template => template.Text, template => string.Join(' ', template.Path), StringComparer.Ordinal);
        return [.. questions.Select(Match).Select(match => match is not null && pathOf.TryGetValue(match.Template,
            out var path) ? (_knowledge.Entities[match.Entity], path) : ((string, string)?)null)];
    }

    /// <summary>Fills templates, in proportion to their counts, with entities of the knowledge base.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="leftOut">Questions to avoid, both in their own words and, for the same entity and path, in other words.</param>
    /// <param name="heldBack">Hashes of held-back questions to avoid.</param>
    /// <param name="count">Questions to make.</param>
    /// <param name="random">Draws templates and entities.</param>
    /// <exception cref="ExperimentException">There are no templates, or they make fewer questions than
    /// <paramref name="count"/>.</exception>
    public IEnumerable<AskedQuestion> Ask(
        IReadOnlyList<PathTemplate> templates, IEnumerable<AskedQuestion> leftOut, LeftOutQuestions heldBack, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(leftOut);
        ArgumentNullException.ThrowIfNull(heldBack);
        ArgumentNullException.ThrowIfNull(random);
        if (templates.Count == 0)
            throw new ExperimentException(
                "No template was found: no question holds an entity of the knowledge base from which its answers are reached.");
        var pathOf = templates.ToDictionary(template => template.Text, template => string.Join(' ', template.Path), StringComparer.Ordinal);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var facts = new HashSet<(int, string)>();
        foreach (var question in leftOut)
        {
            texts.Add(WordsOf(question.Text));
            if (Match(question) is { } match && pathOf.TryGetValue(match.Template, out var path))
                facts.Add((match.Entity, path));
        }

        var starts = templates.Select(template => template.Path[0]).Distinct().ToDictionary(
            relation => relation, relation => _knowledge.Facts.Where(fact => fact.Relation == relation).Select(fact => fact.Subject)
                .Distinct().ToArray(), StringComparer.Ordinal);
        var total = templates.Sum(template => template.Count);
        var (made, inVain) = (0, 0);
        while (made < count)
        {
            // When the templates are nearly exhausted, almost every draw repeats.
            if (inVain > 1000)
                throw new ExperimentException($"The templates make {made} questions and hardly more; {count} are asked for.");
            inVain++;
            var template = Draw(templates, random.Next(total));
            var entity = starts[template.Path[0]] is { Length: > 0 } subjects ? subjects[random.Next(subjects.Length)] : -1;
            if (entity < 0 || facts.Contains((entity, pathOf[template.Text]))
                || heldBack.Contain(_knowledge.Entities[entity], template.Path))
                continue;
            var text = template.Text.Replace(RelationTemplates.Subject, _knowledge.Entities[entity], StringComparison.Ordinal);
            var answers = Follow(entity, template.Path);
            if (answers.Count is 0 or > MaxAnswers || !texts.Add(WordsOf(text)))
                continue;
            (made, inVain) = (made + 1, 0);
            yield return new AskedQuestion(text, [.. answers.Select(answer => _knowledge.Entities[answer])]);
        }
    }

    private static PathTemplate Draw(IReadOnlyList<PathTemplate> templates, int at)
    {
        var index = 0;
        while (at >= templates[index].Count)
            at -= templates[index++].Count;
        return templates[index];
    }

    /// <summary>Identity of a question: its words without the final question mark.</summary>
    private static string WordsOf(string text) => MemoryEncoder.AnswerOf(text).TrimEnd('?', ' ');

    /// <summary>Splits a question into its entity (the marked one, else the one with the most words) and the remaining template.</summary>
    private TemplateMatch? Match(AskedQuestion question)
    {
        string[] words = [.. Tokenizer.Tokenize(question.Text)];
        var marked = question.Marked is null ? null : MemoryEncoder.AnswerOf(question.Marked);
        for (var length = Math.Min(_longestName, words.Length - 1); length > 0; length--)
        {
            for (var start = words.Length - length; start >= 0; start--)
            {
                var name = string.Join(' ', words[start..(start + length)]);
                if ((marked is null || marked == name) && _knowledge.Find(name) is { } entity
                    && (marked is not null || IsAsked(entity, question)))
                    return new TemplateMatch(question, entity,
                        string.Join(' ', [.. words[..start], RelationTemplates.Subject, .. words[(start + length)..]]).TrimEnd('?', ' '));
            }
        }

        return null;
    }

    /// <summary>Whether a fact leads from the entity to an answer. Excludes words such as "film", which are entities too.</summary>
    private bool IsAsked(int entity, AskedQuestion question)
    {
        var right = AnswersOf(question);
        return _knowledge.FactsOf(entity).Any(fact => right.Contains(_knowledge.Facts[fact].Value));
    }

    private HashSet<int> AnswersOf(AskedQuestion question) => [.. question.Answers.Select(_knowledge.Find).OfType<int>()];

    /// <summary>The path that explains most questions; null when none explains enough.</summary>
    private string[]? Vote(IEnumerable<TemplateMatch> matches)
    {
        var votes = new Dictionary<string, double>(StringComparer.Ordinal);
        var questions = 0;
        foreach (var match in matches.Take(VotingQuestions))
        {
            questions++;
            var right = AnswersOf(match.Question);
            foreach (var (path, reached) in Paths(match.Entity))
            {
                // Of two paths with the same answers the shorter one wins by this tiny penalty.
                var agreement = reached.Count(right.Contains) / (double)reached.Union(right).Count();
                if (agreement > 0)
                    votes[path] = votes.GetValueOrDefault(path) + agreement - (1e-6 * path.Length);
            }
        }

        return votes.Count > 0 && votes.MaxBy(vote => vote.Value) is var best
            && best.Value >= LeastAgreement * questions ? best.Key.Split(' ') : null;
    }

    private IEnumerable<(string Path, IReadOnlyCollection<int> Reached)> Paths(int entity)
    {
        var frontier = new List<(string Path, HashSet<int> Reached)> { ("", [entity]) };
        for (var step = 1; step <= _longestPath; step++)
        {
            var next = new List<(string, HashSet<int>)>();
            foreach (var (path, reached) in frontier)
            {
                var relations = reached.Where(LeadsOn).SelectMany(_knowledge.FactsOf).Select(fact => _knowledge.Facts[fact].Relation)
                    .Distinct().ToArray();
                foreach (var relation in relations)
                {
                    var further = FollowFrom(reached, relation, entity);
                    if (further.Count is > 0 and <= MaxAnswers)
                        next.Add(($"{path} {relation}".TrimStart(), further));
                }
            }

            foreach (var found in next)
                yield return found;
            frontier = next;
        }

        bool LeadsOn(int on) => on == entity || _knowledge.FactsOf(on).Count <= MaxFactsOnTheWay;
    }

    private IReadOnlyCollection<int> Follow(int entity, IReadOnlyList<string> path) =>
        path.Aggregate((IReadOnlyCollection<int>)[entity], (reached, relation) => FollowFrom(reached, relation, entity));

    /// <summary>Excludes the start: a film leads over its director only to the director's other films.</summary>
    private HashSet<int> FollowFrom(IEnumerable<int> reached, string relation, int start) =>
        [.. reached.SelectMany(on => _knowledge.Follow(on, relation)).Where(on => on != start)];

    private sealed record TemplateMatch(AskedQuestion Question, int Entity, string Template);
}
