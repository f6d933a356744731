using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Client;
using Engram.CommandLine;
using Engram.Lab.Honesty;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate honesty</c>: asks a running system the questions of a gold file, many of which are unanswerable, and
/// scores the results.</summary>
public static class EvaluateHonestyCommand
{
    private const int QuestionsAtOnce = 100;

    public static Command Create()
    {
        var gold = new Argument<FileInfo>("gold")
        {
            Description = "JSON lines: id, kind, text, memory or story, answers (null: nothing may be answered), all (every answer must "
                + "be listed), each (one for each entity, or a decline), orDecline.",
            HelpName = "GOLD",
        };
        var memory =
            new Option<string?>("--memory") { Description = "Memory set to ask in place of the one each line names.", HelpName = "SET" };
        var model = new Option<string?>("--model") { Description = "Model package that is to answer. Default: the one for memory sets, "
            + "or for stories.", HelpName = "NAME" };
        var command = new Command("honesty", "Measure how often known answers are right, what has no answer is answered, and scores are "
            + "true.") { gold, memory, model, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var questions = HonestyQuestion.ReadFile(parsed.GetRequiredValue(gold).FullName);
            using var gateway = GatewayClient.Open(parsed);
            var score = new HonestyScore();
            foreach (var chunk in questions.Chunk(QuestionsAtOnce))
            {
                var taken = await gateway.AskLinesAsync(
                    chunk.Select(question => question.ToRequest(parsed.GetValue(memory), parsed.GetValue(model))), cancellationToken);
                foreach (var (question, line) in chunk.Zip(taken))
                {
                    var asked = line.Question
                        ?? throw new CommandException($"Question {question.Id} was not taken: {line.Problem?.Detail}");
                    score.Add(question, await gateway.FinishAsync(asked, cancellationToken));
                }
            }

            new Report(parsed).Document(ToJson(score), _ => Draw(score));
            return ExitCodes.Done;
        });
        return command;
    }

    private static JsonObject ToJson(HonestyScore score) => new()
    {
        ["knownRight"] = score.KnownRight,
        ["unknownAnswered"] = score.UnknownAnswered,
        ["ece"] = score.CalibrationError,
        ["kinds"] = JsonSerializer.SerializeToNode(score.Kinds, JsonSerializerOptions.Web),
    };

    private static Rows Draw(HonestyScore score)
    {
        var table = Tables.WithColumns("kind", "asked", "right", "wrong", "declined");
        foreach (var (kind, count) in score.Kinds)
            table.AddTexts(kind, Text(count.Asked), Text(count.Right), Text(count.Wrong), Text(count.Declined));
        return new Rows(table, Tables.Sentence(string.Create(
            CultureInfo.InvariantCulture,
            $"known answered rightly {score.KnownRight:F4}, unanswerable answered {score.UnknownAnswered:F4}, calibration error "
                + $"{score.CalibrationError:F4}")));

        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
