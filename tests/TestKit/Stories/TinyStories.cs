using System.Globalization;
using System.Text;

namespace Engram.TestKit.Stories;

/// <summary>Two small tasks in the bAbI file format: task 1 asks where a person is, task 2 asks for all people that the story
/// names.</summary>
public static class TinyStories
{
    private static readonly string[] People = ["Mary", "John", "Sandra", "Daniel"];
    private static readonly string[] Places = ["kitchen", "garden", "office", "hallway"];

    /// <summary>Writes one file of a task, <c>qaN_tiny_PART.txt</c>.</summary>
    public static void Write(string folder, int task, string part, int stories, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var story = 0; story < stories; story++)
            Tell(text, task, random);
        File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"qa{task}_tiny_{part}.txt")), text.ToString());
    }

    private static void Tell(StringBuilder text, int task, Random random)
    {
        var seen = new SortedDictionary<string, (string Place, int Line)>(StringComparer.Ordinal);
        var line = 0;
        for (var question = 0; question < 2; question++)
        {
            for (var sentence = 0; sentence < 2; sentence++)
            {
                var (who, where) = (People[random.Next(People.Length)], Places[random.Next(Places.Length)]);
                text.Append(CultureInfo.InvariantCulture, $"{++line} {who} went to the {where}.\n");
                seen[who] = (where, line);
            }

            var asked = seen.Keys.ElementAt(random.Next(seen.Count));
            text.Append(task == 1
                ? string.Create(CultureInfo.InvariantCulture, $"{++line} Where is {asked}? \t{seen[asked].Place}\t{seen[asked].Line}\n")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{++line} Who went? \t{string.Join(',', seen.Keys)}\t"
                        + $"{string.Join(' ', seen.Values.Select(one => one.Line).Order())}\n"));
        }
    }
}
