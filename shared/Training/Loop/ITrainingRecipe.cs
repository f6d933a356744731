namespace Engram.Training.Loop;

/// <summary>A kind of model that can be trained: reads an experiment and its data, and prepares a task.</summary>
public interface ITrainingRecipe
{
    /// <summary>One of <see cref="ModelStore.ModelKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Reads the experiment alone, as far as that can be done before the data is there.</summary>
    /// <exception cref="ExperimentException">It is not what it should be; the message says where.</exception>
    void Check(string experiment)
    {
    }

    /// <summary>Reads the experiment and the data.</summary>
    /// <exception cref="ExperimentException">The experiment or the data is not what it should be; the message says where.</exception>
    ITrainingSession Prepare(TrainingRequest request);
}

/// <summary>What to train.</summary>
/// <param name="Name">Name of the package the run makes.</param>
/// <param name="Experiment">Differences from the kind's default experiment, as JSON.</param>
/// <param name="DataDirectory">Folder with the training data; what lies in it is the kind's own affair.</param>
/// <param name="Command">The command that can make the model again, for its manifest.</param>
public sealed record TrainingRequest(string Name, string Experiment, string DataDirectory, string Command)
{
    /// <summary>Whether the package is promoted if it passes the gate. Default true.</summary>
    public bool Promote { get; init; } = true;
}

/// <summary>An experiment or its data can't be used; the message says what is wrong, where, and what would be right.</summary>
public sealed class ExperimentException(string message, Exception? cause = null) : Exception(message, cause);
