using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data</c>: makes training data sets.</summary>
public static class DataCommand
{
    public static Command Create() =>
        new(
            "data", "Prepare data to train on.") { DataPrepareCommand.Create(), DataMoviesCommand.Create(), DataWordsCommand.Create(),
            DataWikiMoviesQuestionsCommand.Create(), DataSimulatedWorldCommand.Create(), DataStrangerStoriesCommand.Create(),
            DataMovieDocumentsCommand.Create(), DataHashtagsCommand.Create(), DataSessionsCommand.Create(),
            DataPhrasesCommand.Create() };
}
