using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate</c>: evaluates an engine or a model on labeled data.</summary>
public static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measure how well an engine or a model does on labelled data.")
    {
        EvaluateOcrCommand.Create(), EvaluateKeyphrasesCommand.Create(), EvaluateAttributesCommand.Create(), EvaluateBabiCommand.Create(),
        EvaluateWikiMoviesCommand.Create(),
        EvaluateHonestyCommand.Create(), EvaluateSequencesCommand.Create(),
    };
}
